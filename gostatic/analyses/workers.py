"""Goroutines that belong to an object and outlive it: their loop has no way out, though the object has a method that ends it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from gostatic.analyses.census.flow import Flow, Use
from gostatic.analyses.contexts import Contexts
from gostatic.analyses.goroutines import GO, MAIN, Goroutines, Thread
from gostatic.analyses.loops import TextOf, head_of, is_endless, waits_without_context
from gostatic.analyses.operations import Operations
from gostatic.callgraph.program import Program
from gostatic.ir.function import Function
from gostatic.ir.ops import Call, Op, Recv, Select
from gostatic.ir.values import Alloc, Global, class_of, text_of
from gostatic.models.effects import Kind
from gostatic.types.universe import FuncSymbol

ENDING = frozenset(
    {"Close", "Stop", "Shutdown", "Quit", "Terminate", "Destroy", "Dispose", "close", "stop", "shutdown"}
)


class Unending(NamedTuple):
    """A loop from ``pos`` to ``end`` (its first line) that a goroutine never leaves; ``closer`` is the owner's method.

    With ``signal`` the place is the case that would leave it, on a channel of that name that nobody ever sends on or closes.
    ``spawner`` and ``op`` say where the goroutine is started.
    """

    function: Function
    pos: int
    end: int
    closer: FuncSymbol | None
    signal: str
    spawner: Function
    op: Op
    certain: bool


def unending(
    program: Program, goroutines: Goroutines, contexts: Contexts, flow: Flow, texts: TextOf
) -> Iterator[Unending]:
    """All such loops, one for each function."""
    dead: dict[tuple[int, int], Use] | None = None
    for function in program.functions.values():
        for loop in range(1, len(function.loop_parents)):
            if function.loop_parents[loop]:
                continue
            without: Use | None = None
            if not is_endless(function, loop):
                if not _has_select(function, loop):
                    continue
                dead = _dead(flow) if dead is None else dead
                without = next((use for use in dead.values() if use.function is function), None)
                if without is None or not is_endless(function, loop, dead):
                    continue
            if without is None and (not waits_without_context(function, loop, texts) or _is_global(function, loop)):
                break
            threads = goroutines.threads(function.id)
            if not threads or any(thread.kind != GO for thread in threads):
                break
            spawner, op = program.functions.get(threads[0].spawner), threads[0].op
            closer = _closer(program, function, spawner)
            if spawner is None or op is None:
                break
            certain = not function.test and not all(thread.kind == MAIN for thread in goroutines.threads(spawner.id))
            if without is not None:
                arm = without.op.arms[without.arm]  # type: ignore[attr-defined]
                yield Unending(function, arm.pos, arm.end, closer, text_of(arm.chan), spawner, op, certain)
            elif closer is not None and not contexts.visible(function):
                pos, end = head_of(function, loop, texts)
                yield Unending(function, pos, end, closer, "", spawner, op, certain)
            break


def _is_global(function: Function, loop: int) -> bool:
    """Whether a loop serves a channel of the package: then it is the process's, not an object's."""
    for block in function.blocks:
        if function.in_loop(block.loop, loop):
            for op in block.ops:
                if type(op) is Recv and type(op.chan) is Global:
                    return True
                if type(op) is Select and any(type(arm.chan) is Global for arm in op.arms):
                    return True
    return False


def _has_select(function: Function, loop: int) -> bool:
    return any(type(block.ops[-1]) is Select and function.in_loop(block.loop, loop) for block in function.blocks)


def _dead(flow: Flow) -> dict[tuple[int, int], Use]:
    """Receiving cases of selects beside others, on channels that nobody sends on or closes."""
    found: dict[tuple[int, int], Use] = {}
    for channel in flow.channels:
        if channel.escaped or channel.shown or any(use.kind in ("send", "close") for use in channel.uses):
            continue
        for use in channel.uses:
            if use.arm >= 0 and use.kind == "recv" and use.free and len(flow.channels_of(use)) == 1:
                found[id(use.op), use.arm] = use
    return found


def _closer(program: Program, function: Function, spawner: Function | None) -> FuncSymbol | None:
    """The method that ends the object a goroutine belongs to: the receiver it works on, or what its constructor makes."""
    for pkg, type_ in _owners(function, spawner):
        scope = program.types.scope(pkg)
        for symbol in scope.functions() if scope is not None else ():
            if symbol.recv == type_ and symbol.name in ENDING:
                return symbol
    return None


def _owners(function: Function, spawner: Function | None) -> Iterator[tuple[str, str]]:
    symbol = function.outermost.symbol
    if symbol is not None and symbol.recv:
        yield symbol.pkg, symbol.recv
    if function.parent is not None:
        for var in function.captures:
            for value in var.defs:
                if type(value) is Alloc and value.type:
                    pkg, _, name = value.type.rpartition(".")
                    yield pkg, name
    outer = spawner.outermost.symbol if spawner is not None else None
    if outer is not None and outer.recv:
        yield outer.pkg, outer.recv


class Expected:
    """Tells goroutines that are meant to end: somebody waits for them, or ends the object they work for."""

    def __init__(self, program: Program, goroutines: Goroutines, operations: Operations) -> None:
        self.program, self.goroutines = program, goroutines
        self.waited = {
            class_of(use.target.recv)
            for use in operations.having(Kind.WAIT)
            if use.target.recv is not None and type(use.op) is Call
        } - {""}

    def to_end(self, function: Function) -> bool:
        """Whether all goroutines that run a function, and nothing else does, are meant to end."""
        threads = self.goroutines.threads(function.id)
        if function.test or not threads or any(thread.kind != GO for thread in threads):
            return False
        return all(
            self._is_waited_for(thread)
            or _closer(self.program, function, self.program.functions.get(thread.spawner)) is not None
            for thread in threads
        )

    def _is_waited_for(self, thread: Thread) -> bool:
        done, _ = self.goroutines.ends_of(thread.entry)
        if not self.waited.isdisjoint(done):
            return True
        # A group's own Go counts down by itself.
        targets = self.program.resolver.targets(thread.op)[0] if type(thread.op) is Call else []
        return any(target.recv is not None and class_of(target.recv) in self.waited for target in targets)
