"""Whether a panic is recovered from further up: the goroutine goes on, with what it held still held.

Somebody up the chain of callers defers a recover that does not panic again, or is a handler of net/http, whose server recovers
from the panics of all handlers.
"""

from __future__ import annotations

from gostatic.callgraph.program import Program
from gostatic.ir.function import Function
from gostatic.ir.ops import Defer, Exit, Panic
from gostatic.ir.values import Closure
from gostatic.types.model import Named, Pointer

_REQUEST = Pointer(Named("net/http", "Request"))
# Callers looked at, the nearest first.
MAX_CALLERS = 200
# So many calls may lie between: who recovers from farther away does not think of this panic.
MAX_DEPTH = 4


class Recovery:
    """Answers for one program; the callers are listed when first asked for."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.callers: dict[str, list[Function]] | None = None
        self.known: dict[str, bool] = {}

    def is_above(self, function: Function) -> bool:
        """Whether some way to a function leads through one that recovers from its panics."""
        known = self.known.get(function.id)
        if known is None:
            known = self.known[function.id] = self.search(function)
        return known

    def is_near(self, function: Function, most: int) -> bool:
        """Whether a function recovers from its panics, or one that calls it through at most so many calls."""
        if self.callers is None:
            self.callers = self.list_callers()
        seen = {function.id: None}
        level = [function]
        for _ in range(most + 1):
            if any(recovering(self.program, item) for item in level):
                return True
            level = [caller for item in level for caller in self.callers.get(item.id, ()) if caller.id not in seen]
            seen.update({caller.id: None for caller in level})
            if not level or len(seen) > MAX_CALLERS:
                break
        return False

    def search(self, function: Function) -> bool:
        """See :meth:`is_above`."""
        return self.is_handler(function) or self.recoverer(function, handlers=True) is not None

    def recoverer(self, function: Function, handlers: bool = False) -> Function | None:
        """The nearest caller that recovers from a function's panics; with ``handlers`` also one that serves requests."""
        if self.callers is None:
            self.callers = self.list_callers()
        seen = {function.id: None}
        pending = [(function, 0)]
        while pending and len(seen) < MAX_CALLERS:
            item, depth = pending.pop(0)
            for caller in self.callers.get(item.id, ()) if depth < MAX_DEPTH else ():
                if caller.id in seen:
                    continue
                if recovering(self.program, caller) or (handlers and self.is_handler(caller)):
                    return caller
                seen[caller.id] = None
                pending.append((caller, depth + 1))
        return None

    def list_callers(self) -> dict[str, list[Function]]:
        """Who calls whom, without goroutines: their panics end the process."""
        found: dict[str, list[Function]] = {}
        for function, op, call, _ in self.program.calls:
            if op is call:
                for target in self.program.resolver.targets(call)[0]:
                    if target.function is not None:
                        found.setdefault(target.function.id, []).append(function)
        return found

    def is_handler(self, function: Function) -> bool:
        """Whether a function serves requests of net/http."""
        params = function.params[1:] if function.has_recv else function.params
        if len(params) != 2:
            return False
        return self.program.types.local_type(params[1]) == _REQUEST


def recovering(program: Program, function: Function) -> bool:
    """Whether a function defers one that recovers, and neither panics again nor ends the process."""
    for block in function.blocks:
        for op in block.ops:
            if type(op) is not Defer:
                continue
            callee = op.call.callee
            bodies = (
                [callee.function]
                if type(callee) is Closure
                else [target.function for target in program.resolver.targets(op.call)[0] if target.function is not None]
            )
            if any(body.recovers for body in bodies):
                return not any(type(inner.ops[-1]) in (Panic, Exit) for body in bodies for inner in body.blocks)
    return False
