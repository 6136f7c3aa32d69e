"""Whether a panic is recovered from further up: the goroutine goes on, with what it held still held.

Somebody up the chain of callers defers a recover that does not panic again, or is a handler of net/http, whose server recovers
from the panics of all handlers.
"""

from __future__ import annotations

from gostatic.callgraph.program import Program
from gostatic.ir.function import Function
from gostatic.ir.ops import Defer, Panic
from gostatic.ir.values import Closure
from gostatic.types.model import Named, Pointer

_REQUEST = Pointer(Named("net/http", "Request"))
# Callers looked at, the nearest first.
MAX_CALLERS = 200


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

    def search(self, function: Function) -> bool:
        """See :meth:`is_above`."""
        if self.is_handler(function):
            return True
        if self.callers is None:
            self.callers = self.list_callers()
        seen = {function.id: None}
        pending = [function]
        while pending and len(seen) < MAX_CALLERS:
            for caller in self.callers.get(pending.pop(0).id, ()):
                if caller.id in seen:
                    continue
                if _recovers(caller) or self.is_handler(caller):
                    return True
                seen[caller.id] = None
                pending.append(caller)
        return False

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


def _recovers(function: Function) -> bool:
    """Whether a function defers a literal that recovers, and does not panic again."""
    for block in function.blocks:
        for op in block.ops:
            callee = op.call.callee if type(op) is Defer else None
            if type(callee) is Closure and callee.function.recovers:
                return not any(type(inner.ops[-1]) is Panic for inner in callee.function.blocks)
    return False
