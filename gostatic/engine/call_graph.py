"""The call graph of a workspace: what ``gostatic graph --calls`` shows, as plain data."""

from __future__ import annotations

from typing import NamedTuple

from gostatic.analyses.goroutines import API, GO, MAIN, TEST, Goroutines, Thread
from gostatic.analyses.solve import Edges
from gostatic.base.problem import Problem
from gostatic.callgraph.listing import edges_of
from gostatic.callgraph.program import Program, build
from gostatic.engine.model_rows import rows_of
from gostatic.engine.options import Options
from gostatic.ir.function import Function
from gostatic.models.rows import declarations, installed
from gostatic.project.workspace import Workspace
from gostatic.types.universe import Types

_ROOTS = {MAIN: "the program starts here", TEST: "a test", API: "called from outside"}


class Callee(NamedTuple):
    """One edge: ``line`` of the call, ``how`` (calls, defers, starts), the ``way`` it was found ``through`` something.

    ``target`` is a function's id, "" when nothing is known of the callee; ``text`` what stands in the source; ``complete``
    is false when there may be further callees.
    """

    line: int
    how: str
    way: str
    through: str
    target: str
    text: str
    complete: bool


class Caller(NamedTuple):
    """One function with its callees; ``entry`` says why it runs when nobody here calls it, "" for all others."""

    id: str
    file: str
    line: int
    entry: str
    callees: tuple[Callee, ...]


class CallGraph(NamedTuple):
    """The functions of a workspace in source order, and what went wrong while they were read."""

    callers: tuple[Caller, ...]
    problems: tuple[Problem, ...]

    def below(self, names: frozenset[str]) -> CallGraph:
        """The part that the named functions reach, literals in them included; a name is an id or the end of one."""
        by_id = {caller.id: caller for caller in self.callers}
        seen = {id for id in by_id if id in names or any(id.endswith((f".{name}", f"/{name}")) for name in names)}
        pending = sorted(seen)
        while pending:
            for callee in by_id[pending.pop()].callees:
                if callee.target in by_id and callee.target not in seen:
                    seen.add(callee.target)
                    pending.append(callee.target)
        return self._replace(callers=tuple(caller for caller in self.callers if caller.id in seen))


def call_graph(workspace: Workspace, options: Options) -> CallGraph:
    """The call graph of all functions of a workspace; of the options the project's model rows and budgets count."""
    rows = rows_of(options)
    with installed(rows):
        types = Types(workspace.find, declared=declarations(rows))
        program = build(types, workspace.packages, True, rows, options.budgets)
        return of_program(program, {file.path: file.text for package in workspace.packages for file in package.files})


def of_program(program: Program, texts: dict[str, bytes]) -> CallGraph:
    """The call graph of a lowered program; ``texts`` are the bytes of its files."""
    goroutines = Goroutines(program, Edges(program))
    callers = []
    for function in program.functions.values():
        text = texts.get(function.file, b"")
        callees = tuple(Callee(text.count(b"\n", 0, edge.pos) + 1, *edge[1:]) for edge in edges_of(program, function))
        line = text.count(b"\n", 0, function.pos) + 1
        callers.append(Caller(function.id, function.file, line, _entry(goroutines, function), callees))
    return CallGraph(tuple(callers), tuple(program.problems))


def _entry(goroutines: Goroutines, function: Function) -> str:
    """Why a function runs without being called by one of the program: it starts there, or a goroutine does."""
    root = goroutines.root(function)
    reasons = [_ROOTS[root.kind]] if root is not None else []
    reasons += [_spawned(thread) for thread in goroutines.started.get(function.id, ())[:1]]
    return ", ".join(reasons)


def _spawned(thread: Thread) -> str:
    assert thread.kind == GO
    return "goroutines start here" if thread.many else "a goroutine starts here"
