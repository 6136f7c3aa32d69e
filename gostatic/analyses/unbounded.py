"""Goroutines started one for each item of an input without end, with nothing that limits how many there are at a time.

What the goroutine waits for is read from the text of the functions it runs: calls nobody asks about are not in the IR.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from gostatic.analyses.contexts import done_of
from gostatic.analyses.goroutines import Goroutines
from gostatic.analyses.loops import is_endless
from gostatic.analyses.operations import Operations
from gostatic.callgraph.program import Program
from gostatic.callgraph.words import THREAD_BLOCKING
from gostatic.ir.function import Function
from gostatic.ir.ops import Call, Go, Op, Recv, Select, Send
from gostatic.ir.values import Closure, FieldOf, FuncRef, MethodRef, Value
from gostatic.models.effects import Kind
from gostatic.models.library_calls import LIBRARY_CALLS

LIMITED = "limited"
LIST = "the list is long"
TURNS = "a processor can start"
# Functions of a goroutine whose text is read, the nearest first.
MAX_BODIES = 12


class Unbounded(NamedTuple):
    """A goroutine started at ``op`` for each item: ``source`` says of what; ``cost`` is thread or peer.

    ``loop`` is where the loop starts; ``near`` says that the goroutine's own function holds the thread, not one it calls.
    """

    function: Function
    op: Op
    source: str
    cost: str
    loop: int
    near: bool

    @property
    def turns(self) -> bool:
        """Whether nothing at all holds up the loop."""
        return self.source == TURNS

    @property
    def endless(self) -> bool:
        """Whether the input has no end; a list has one."""
        return self.source != LIST


def _calls(*kinds: str) -> bytes:
    """A pattern of the calls of package functions that block in one of some ways."""
    names: dict[str, list[str]] = {}
    for id_, row in LIBRARY_CALLS.items():
        package, _, name = id_.rpartition(".")
        if row.blocks in kinds and "." not in package.rsplit("/", 1)[-1]:
            names.setdefault(package.rsplit("/", 1)[-1], []).append(name)
    return "|".join(rf"\b{package}\.(?:{'|'.join(names[package])})\(" for package in sorted(names)).encode()


_PROCESS = rb"\bexec\.Command(?:Context)?\("
_THREAD = re.compile(_PROCESS + b"|" + _calls(*(THREAD_BLOCKING - {"file"})))
_PEER = re.compile(_calls("network") + rb"|\bnet\.Conn\b")
_WAITS = (Kind.WAIT, Kind.JOIN, Kind.COND_WAIT, Kind.BLOCK)
_ACCEPTS = re.compile(rb"[:=]\s*[\w.()]+\.Accept(?:TCP|Unix|Context)?\(")
_READS = re.compile(rb"\bfor\s+(?:!|[\w.]+\.(?:Scan|Next)\()")
# A loop over a list of unknown length.
_LISTS = re.compile(rb"for\s+\w+\s*,\s*\w+\s*:?=\s*range\s+[A-Za-z_][\w.]*\s*\{")
_ENDLESS = re.compile(rb"for\s*\{")
# Anything that may take time: a channel, or a call other than one of arithmetic.
_PAUSES = re.compile(rb"<-|\bselect\b|[\w\])]\(|\b(?:return|break|goto)\b")
# A name that says that somebody counts, or a call that waits for room.
_LIMITS = re.compile(rb"(?i)max|limit|\bsem|throttl|slot|token|concurren|acquire|\.wait\(|\bpool\b|\bactive\b")


def unbounded(
    program: Program, operations: Operations, goroutines: Goroutines, text_of: Callable[[str], bytes]
) -> Iterator[Unbounded]:
    """All such go statements; ``text_of`` gives a file's bytes by its run path."""
    starts = [(place, place.op.call.callee) for place in operations.of(Go) if type(place.op) is Go]
    for use in operations.calling("sync.WaitGroup.Go"):
        if type(use.op) is Call and use.target.args:
            starts.append((use.place, use.target.args[0]))
    for (function, op, number, _), callee in starts:
        loop = function.blocks[number].loop
        while loop:
            text = text_of(function.file)
            start = function.loop_spans[loop][0]
            source = _input(function, loop, text[start : op.pos])
            behind = text[op.end : function.loop_spans[loop][1]]
            if source == TURNS and (
                _PAUSES.search(text[start : op.pos]) or _PAUSES.search(behind) or not is_endless(function, loop)
            ):
                source = ""
            if source and not _is_limited(program, function, loop, op, text[start : function.loop_spans[loop][1]]):
                cost, near = _cost(program, goroutines, callee, text_of)
                if cost == "" and source in ("accepted connections", TURNS):
                    cost = "peer"
                if cost and cost != LIMITED and (source != LIST or cost == "thread"):
                    yield Unbounded(function, op, source, cost, start, near)
                    break
            loop = function.loop_parents[loop]


def _input(function: Function, loop: int, before: bytes) -> str:
    """What a loop takes its items from, "" when that has an end or is not known. ``before`` is its text up to the spawn."""
    if _ACCEPTS.search(before):
        return "accepted connections"
    if _READS.match(before):
        return "what is read"
    if _LISTS.match(before):
        return LIST
    for block in function.blocks:
        if block.loop != loop:
            continue
        for op in block.ops:
            if type(op) is Recv and op.ranged and not _is_clock(op):
                return "what is received"
            if type(op) is Select and not op.has_default:
                received = [arm for arm in op.arms if arm.kind == "recv" and done_of(arm.chan) is None]
                if (
                    any(arm.value is not None and not _is_tick(arm.chan) for arm in received)
                    and before.count(b"case") > 0
                ):
                    return "what is received" if _in_arm(before) else ""
    return TURNS if _ENDLESS.match(before) else ""


def _in_arm(before: bytes) -> bool:
    """Whether the case the spawn stands in receives a value."""
    arm = before[before.rfind(b"case ") :]
    head = arm.split(b"\n", 1)[0]
    return b"<-" in head and b"=" in head.split(b"<-")[0]


def _is_clock(op: Recv) -> bool:
    return _is_tick(op.chan)


def _is_tick(chan: object) -> bool:
    return type(chan) is FieldOf and chan.name == "C" and chan.owner.startswith("time.")


def _is_limited(program: Program, function: Function, loop: int, spawn: Op, text: bytes) -> bool:
    """Whether something in a loop waits for room before the next goroutine."""
    if _LIMITS.search(text):
        return True
    for block in function.blocks:
        if not function.in_loop(block.loop, loop):
            continue
        for op in block.ops:
            if type(op) is Send or (type(op) is Recv and not op.ranged):
                return True
            if type(op) is Select and any(arm.kind == "send" for arm in op.arms):
                return True
            if type(op) is Call and op is not spawn:
                targets, complete = program.resolver.targets(op)
                for target in targets:
                    if target.effect is not None and target.effect.kind in _WAITS:
                        return True
                    if complete and target.function is not None and _may_wait(target.function):
                        return True
    return False


def _may_wait(function: Function) -> bool:
    """Whether a function has a step that waits for others."""
    return any(
        type(op) in (Send, Recv) or (type(op) is Select and not op.has_default)
        for block in function.blocks
        for op in block.ops
    )


def _cost(program: Program, goroutines: Goroutines, callee: Value, text_of: Callable[[str], bytes]) -> tuple[str, bool]:
    """What each goroutine waits with: thread, peer, or "" for nothing known; LIMITED for one that asks for room first.

    And whether its own function does so.
    """
    cost = ""
    for number, text in enumerate(_bodies(program, goroutines, callee, text_of)):
        if text is None or _LIMITS.search(text):
            return LIMITED, True
        if _THREAD.search(text):
            return "thread", number == 0
        if _PEER.search(text):
            cost = "peer"
    return cost, True


def _bodies(
    program: Program, goroutines: Goroutines, callee: Value, text_of: Callable[[str], bytes]
) -> Iterator[bytes | None]:
    """The texts of the functions a goroutine runs, the nearest first; None for one that begins by taking a slot."""
    entry: Function | None = None
    if type(callee) is Closure:
        entry = callee.function
    elif type(callee) is FuncRef or type(callee) is MethodRef:
        entry = program.by_symbol.get(callee.symbol)
        if entry is None:
            symbol = callee.symbol
            yield symbol.file.text[symbol.slice.start : symbol.slice.end]
    if entry is None:
        return
    if _asks_first(entry):
        yield None
    near = sorted(goroutines.below(entry.id), key=lambda id_: (id_ != entry.id, id_))[:MAX_BODIES]
    for id_ in near:
        body = program.functions.get(id_)
        if body is not None:
            yield text_of(body.file)[body.pos : body.end]
    yield from _called_texts(program, entry, text_of(entry.file)[entry.pos : entry.end])


def _called_texts(program: Program, entry: Function, text: bytes) -> Iterator[bytes]:
    """The texts of the functions of the package that a goroutine's text calls by name, which nobody else asks about."""
    scope = program.types.scope(entry.pkg)
    called = {name.decode() for name in _CALLED.findall(text)} if scope is not None else set()
    for symbol in scope.functions() if scope is not None and called else ():
        if symbol.name in called and not symbol.recv and symbol not in program.by_symbol:
            yield symbol.file.text[symbol.slice.start : symbol.slice.end]


_CALLED = re.compile(rb"(?<![\w.])([a-z_]\w*)\(")


def _asks_first(entry: Function) -> bool:
    """Whether a goroutine begins by taking a slot."""
    return any(type(op) in (Send, Recv, Select) for op in entry.blocks[0].ops)
