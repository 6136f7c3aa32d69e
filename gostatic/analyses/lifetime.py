"""How often a function runs in the life of the process, and whether the process ends with it."""

from __future__ import annotations

import re
from collections.abc import Callable

from gostatic.analyses.solve import Edges
from gostatic.callgraph.program import Program
from gostatic.ir.function import Function
from gostatic.ir.ops import Op, call_in

_CALL = re.compile(rb"([\w.]+)\(")
# What a program says or does on its way out.
_LEAVING = re.compile(
    rb"(?i)^(?:\w*log\w*\..*|fmt\..*|os\.exit|panic|\w*cancel\w*|\w*stop|\w*\.?close|.*\.(?:error|fatal|print|info|warn|debug)\w*|"
    rb"if|return|func|len|errors\..*|string|recover|\w*\.exitcode)$"
)
# How many calls a function may lie below main.
MAX_DEPTH = 6


# Functions that are the program, by their names: ``run``, ``realMain``, ``serveCmd``.
_MAIN_LIKE = re.compile(r"(?i)main|run|exec|serve|start|launch|command|cmd|daemon|^do|^app")


class Lifetime:
    """Answers for the functions of a program; ``text_of`` gives a file's bytes by its run path."""

    def __init__(self, program: Program, edges: Edges, text_of: Callable[[str], bytes]) -> None:
        self.program, self.edges, self.text_of = program, edges, text_of
        self._callers: dict[str, list[str]] | None = None
        self._known: dict[str, bool] = {}

    def ends_process(self, function: Function, depth: int = 0) -> bool:
        """Whether a function is main, or is named like it and called once from such a one, as the last thing it does."""
        symbol = function.symbol
        if symbol is None:
            return True  # package variables: they last as long as the process
        if symbol.name == "main" and not symbol.recv:
            return self._is_last(function, None)
        known = self._known.get(function.id)
        if known is None:
            self._known[function.id] = False
            known = self._known[function.id] = depth < MAX_DEPTH and self._of_caller(function, depth)
        return known

    def _of_caller(self, function: Function, depth: int) -> bool:
        if function.symbol is None or not _MAIN_LIKE.search(function.symbol.name):
            return False  # a part like any other, which the program happens to need only once
        if self._callers is None:
            self._callers = self.edges.callers()
        callers = self._callers.get(function.id, [])
        caller = self.program.functions.get(callers[0]) if len(callers) == 1 else None
        if caller is None or caller.parent is not None:
            return False
        sites = [
            (block.loop, op)
            for block in caller.blocks
            for op in block.ops
            if (call := call_in(op)) is not None
            and any(target.function is function for target in self.program.resolver.targets(call)[0])
        ]
        if len(sites) != 1 or sites[0][0]:
            return False
        return self._is_last(caller, sites[0][1]) and self.ends_process(caller, depth + 1)

    def _is_last(self, function: Function, op: Op | None) -> bool:
        """Whether behind an operation a function only tells about it and leaves; main itself always does."""
        if op is None:
            return True
        text = self.text_of(function.file)[op.end : function.end]
        return all(_LEAVING.match(name) for name in _CALL.findall(text))
