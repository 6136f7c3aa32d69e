"""Goroutines that belong to an object and outlive it: their loop has no way out, though the object has a method that ends it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from gostatic.analyses.contexts import Contexts
from gostatic.analyses.goroutines import GO, MAIN, Goroutines
from gostatic.analyses.loops import TextOf, head_of, is_endless, waits_without_context
from gostatic.callgraph.program import Program
from gostatic.ir.function import Function
from gostatic.ir.ops import Op
from gostatic.ir.values import Alloc
from gostatic.types.universe import FuncSymbol

ENDING = frozenset(
    {"Close", "Stop", "Shutdown", "Quit", "Terminate", "Destroy", "Dispose", "close", "stop", "shutdown"}
)


class Unending(NamedTuple):
    """A loop from ``pos`` to ``end`` (its first line) that a goroutine never leaves; ``closer`` is the owner's method.

    ``spawner`` and ``op`` say where the goroutine is started.
    """

    function: Function
    pos: int
    end: int
    closer: FuncSymbol
    spawner: Function
    op: Op
    certain: bool


def unending(program: Program, goroutines: Goroutines, contexts: Contexts, texts: TextOf) -> Iterator[Unending]:
    """All such loops, one for each function."""
    for function in program.functions.values():
        for loop in range(1, len(function.loop_parents)):
            if function.loop_parents[loop] or not is_endless(function, loop):
                continue
            if not waits_without_context(function, loop, texts) or contexts.visible(function):
                break
            threads = goroutines.threads(function.id)
            if not threads or any(thread.kind != GO for thread in threads):
                break
            spawner = program.functions.get(threads[0].spawner)
            closer = _closer(program, function, spawner)
            if closer is not None and spawner is not None and threads[0].op is not None:
                known = all(thread.kind == MAIN for thread in goroutines.threads(spawner.id))
                pos, end = head_of(function, loop, texts)
                yield Unending(function, pos, end, closer, spawner, threads[0].op, not function.test and not known)
            break


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
