"""Loops that turn without ever waiting: a default in their select that goes straight back, or a condition only looked at.

Going by the text of the loop: calls nobody asks about are not in the IR.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from gostatic.callgraph.program import Program
from gostatic.ir.function import Function
from gostatic.ir.ops import Branch, Select
from gostatic.ir.values import Elem, FieldOf, Global, Operation, Pure, Value, Var, path_of, text_of


class Spin(NamedTuple):
    """A loop that does not wait: ``how`` is default, computes, poll, locked, atomic or empty; ``text`` what it looks at.

    Not ``certain``: it takes what it looks at, or asks it beside a select, so that its change may be a few instructions away;
    or it is part of what makes goroutines wait.
    """

    function: Function
    pos: int
    end: int
    how: str
    text: str
    certain: bool


# Packages whose functions cannot wait in any other way: what lets goroutines wait is made of them.
_BELOW_GOROUTINES = ("runtime", "sync")
# A loop with a longer text does more than look at something.
MAX_POLLING = 400
_COMMENT = re.compile(rb"//[^\n]*|/\*.*?\*/", re.DOTALL)
_LITERAL = re.compile(rb'"(?:[^"\\\n]|\\.)*"|`[^`]*`')
_CALL = re.compile(rb"[\w\])]\(")
_LENGTH = re.compile(rb"\b(?:len|cap)\(([\w.]+)\)")
_LOCKING = re.compile(rb"\b[\w.]+\.R?(?:Lock|Unlock)\(\)")
# A look at something, by name.
_READ = re.compile(rb"(?:^|(?<=[\n;{]))\s*\w+ :?= [!\w.]+(?=[\n;])")
_ATOMIC = re.compile(rb"\b(?:\w+\.)*(?:Load\w*|CompareAndSwap\w*)\([^()]*\)")
_CHANGES = re.compile(rb"(?<![=!<>:])=(?!=)|:=|\+\+|--|<-|\bselect\b|\brange\b|\bgo\b|\bswitch\b|\bdefer\b")
# What a turn that only counts or computes has not: another statement that may wait, a new goroutine, or a loop.
_MORE = re.compile(rb"<-|\bselect\b|\bgo\b|\bdefer\b|\bfor\b|\bfunc\b|\bgoto\b")
_ASSIGNED = re.compile(rb"([\w.\[\]]+)\s*(?:[-+*/%&|^]|<<|>>)?(?:=(?!=)|\+\+|--)")
_WORD = re.compile(rb"[A-Za-z_]\w*")
_SELECT = re.compile(rb"\bselect\s*\{")
# So many selects of one loop are looked at.
MAX_SELECTS = 4
_BACK = re.compile(rb"\bcontinue\b(?: \w+)?|;")
_SELECTING = ("default", "computes")
# A call of a function without arguments, by its name.
_ASKED = re.compile(rb"(?<![\w.)\]])(?:[\w]+\.)*(\w+)\(\)")
# An atomic operation that changes what it looks at: such loops are meant to be short, as in a spin lock.
_TAKES = re.compile(rb"\bCompareAndSwap|\bSwap|\bTryR?Lock\b")


def spins(program: Program, text_of_file: Callable[[str], bytes]) -> Iterator[Spin]:
    """All loops without a blocking or yielding step; ``text_of_file`` gives a file's bytes by its run path."""
    for function in program.functions.values():
        if len(function.loop_spans) < 2:
            continue
        selects = any(type(block.ops[-1]) is Select and block.ops[-1].has_default for block in function.blocks)
        source = text_of_file(function.file)
        for loop, (pos, end) in enumerate(function.loop_spans):
            if not loop or (end - pos > MAX_POLLING and not selects):
                continue
            text = _LITERAL.sub(b'""', _COMMENT.sub(b"", source[pos:end]))
            header, _, body = text.partition(b"{")
            found: tuple[str, str, int, int] | None = _selecting(function, loop, header, body)
            if found is None:
                polled = _polling(program, function, loop, header, body)
                found = (*polled, pos, end) if polled is not None else None
            if found is not None:
                how, looked_at, start, stop = found
                certain = (
                    not _TAKES.search(text) if how not in _SELECTING else not _CALL.search(_LENGTH.sub(rb"\1", header))
                )
                certain = certain and function.pkg.partition("/")[0] not in _BELOW_GOROUTINES
                yield Spin(
                    function, start, start + len(source[start:stop].split(b"{")[0].rstrip()), how, looked_at, certain
                )


def _selecting(function: Function, loop: int, header: bytes, body: bytes) -> tuple[str, str, int, int] | None:
    """Selects in a loop whose defaults go to the next turn and do not more on the way than to compute."""
    if b"select" not in body or b"default" not in body or body.count(b"select") > MAX_SELECTS:
        return None
    if b"range" in header or re.search(rb";[^;]*;", header):
        return None  # a bounded number of turns
    turn = body
    while (found := _SELECT.search(turn)) is not None:
        close = _closing(turn, found.end() - 1)
        default = _default_arm(turn[found.end() : close])
        if default is None:
            return None
        turn = turn[: found.start()] + default + turn[close + 1 :]
    if _CALL.search(_LENGTH.sub(rb"\1", turn)) or _MORE.search(turn):
        return None
    changed = {word for target in _ASSIGNED.findall(turn) for word in _WORD.findall(target)}
    if changed.intersection(_WORD.findall(header)):
        return None  # counts its turns
    selects = [block.ops[-1] for block in function.blocks if function.in_loop(block.loop, loop)]
    arms = {(arm.kind, path_of(arm.chan)) for item in selects if type(item) is Select for arm in item.arms}
    if any(path is not None and ("recv" if kind == "send" else "send", path) in arms for kind, path in arms):
        return None  # takes out what is in the way of its own: one of the two is ready
    for block in function.blocks:
        last = block.ops[-1]
        if block.loop == loop and type(last) is Select and last.has_default and last.arms:
            if _straight_back(function, loop, block.succs[-1]):
                how = "computes" if _BACK.sub(b"", turn.rstrip()[:-1]).strip() else "default"
                return how, text_of(last.arms[0].chan), last.pos, last.end
    return None


def _closing(text: bytes, at: int) -> int:
    """Where the brace at ``at`` is closed."""
    depth = 0
    for close in range(at, len(text)):
        depth += {123: 1, 125: -1}.get(text[close], 0)
        if depth == 0:
            return close
    return len(text)


def _default_arm(arms: bytes) -> bytes | None:
    """The statements of a select's default."""
    depth = 0
    start = -1
    for found in _ARM.finditer(arms):
        word = found.group()
        if word in (b"{", b"}"):
            depth += 1 if word == b"{" else -1
        elif depth == 0 and start >= 0:
            return arms[start : found.start()]
        elif depth == 0 and word != b"case":
            start = found.end()
    return arms[start:] if start >= 0 else None


_ARM = re.compile(rb"[{}]|\bcase\b|\bdefault\s*:")


def _straight_back(function: Function, loop: int, number: int) -> bool:
    """Whether every way from a block leads to the next turn, when nothing is there for further selects."""
    seen: set[int] = set()
    pending = [number]
    while pending:
        number = pending.pop()
        if number in seen:
            continue
        seen.add(number)
        block = function.blocks[number]
        if not function.in_loop(block.loop, loop):
            return False
        if getattr(block.ops[-1], "word", "") in ("loop", "continue"):
            continue
        last = block.ops[-1]
        pending.extend(block.succs[-1:] if type(last) is Select and last.has_default else block.succs)
        if not block.succs:
            return False
    return True


def _polling(program: Program, function: Function, loop: int, header: bytes, body: bytes) -> tuple[str, str] | None:
    """A loop that only looks at something until it has changed, itself or by functions that do nothing else."""
    inner = body.rstrip()[:-1] if body.rstrip().endswith(b"}") else body
    rest = _ASKED.sub(b"it", _ATOMIC.sub(b" ", header[3:] + b" " + inner))
    if not _does_more(rest, _ASKED.sub(b"it", _ATOMIC.sub(b" ", inner))):
        asked = _asked(program, function, header[3:] + b" " + inner)
        if asked is not None:
            return asked
    inner = _LENGTH.sub(rb"\1", inner)
    locked = bool(_LOCKING.search(inner))
    if locked:
        inner = _READ.sub(b"", _LOCKING.sub(b"", inner))
        if b"if " not in inner:
            return None
    whole = _LENGTH.sub(rb"\1", header[3:]) + b" " + inner
    if not whole.strip():
        return "empty", "nothing"
    atomic = bool(_ATOMIC.search(whole))
    if _does_more(_ATOMIC.sub(b" ", whole), inner):
        return None
    for block in function.blocks:
        last = block.ops[-1]
        if function.in_loop(block.loop, loop) and type(last) is Branch:
            how = "atomic" if atomic else "locked" if locked else "poll"
            shared = _shared(function, last.cond)
            if shared is not None:
                return how, shared
            if atomic:
                return "atomic", "an atomic value"
    return None


def _does_more(whole: bytes, inner: bytes) -> bool:
    """Whether a loop, without the looks that are known, may do something; ``inner`` is its body."""
    if _CALL.search(whole) or _CHANGES.search(whole) or b"func" in whole or b"panic" in whole:
        return True
    if b"if " not in inner and re.search(rb"\b(?:return|break)\b", inner):
        return True  # no loop at all
    rest = re.sub(rb"\b(?:if|else|return|break|continue|nil|true|false)\b|[\s{};]", b"", inner)
    return bool(rest) and b"if " not in inner


def _asked(program: Program, function: Function, text: bytes) -> tuple[str, str] | None:
    """How the functions look that a loop's text calls: all must be of the package and do nothing but look."""
    calls = list(_ASKED.finditer(_ATOMIC.sub(b" ", text)))
    scope = program.types.scope(function.pkg) if calls else None
    if scope is None:
        return None
    how = "poll"
    for call in calls:
        found = [symbol for symbol in scope.functions() if symbol.name == call[1].decode()]
        for symbol in found:
            looks = _ONLY_LOOKS.fullmatch(symbol.file.text[symbol.slice.start : symbol.slice.end].rstrip())
            if looks is None or _CALL.search(_ATOMIC.sub(b" ", _LENGTH.sub(rb"\1", looks["what"]))):
                return None
            how = "locked" if looks["lock"] else "atomic" if _ATOMIC.search(looks["what"]) else how
        if not found:
            return None
    return how, calls[0].group().decode()


# A function of one look, under a lock or not: `func (r *T) ready() bool { return r.state != 0 }`.
_ONLY_LOOKS = re.compile(
    rb"func (?:\([^()]*\) )?\w+\(\) [\w.*]+ \{\s*(?P<lock>[\w.]+\.R?Lock\(\)\s+defer [\w.]+\.R?Unlock\(\)\s+)?"
    rb"return (?P<what>[^\n;]*?)\s*\}"
)


def _shared(function: Function, cond: Value) -> str | None:
    """The text of the field, package variable or captured variable a condition looks at, directly or by a variable."""
    if isinstance(cond, FieldOf | Global):
        return text_of(cond)
    if type(cond) is Pure:
        reached = any(var.captured or (var.kind == "param" and f"{var.name}." in cond.text) for var in cond.variables)
        return cond.text if reached else None
    if type(cond) is Var:
        if cond.captured or cond.owner is not function:
            return cond.name
        return _shared(function, cond.defs[0]) if len(cond.defs) == 1 and cond.defs[0] is not cond else None
    if type(cond) is Elem:
        return _shared(function, cond.base)
    if type(cond) is Operation:
        for operand in cond.operands:
            found = _shared(function, operand)
            if found is not None:
                return found
    return None
