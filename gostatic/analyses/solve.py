"""Runs the path simulation over the whole program, callees before callers, to a fixpoint in recursive groups."""

from __future__ import annotations

from heapq import heappop, heappush
from time import perf_counter

from gostatic.analyses.events import Events
from gostatic.analyses.paths import Simulation
from gostatic.analyses.stated_contracts import StatedContracts
from gostatic.analyses.summary import Summary
from gostatic.base.graph import components, postorder
from gostatic.base.problem import Problem, ProblemKind
from gostatic.callgraph.program import Program
from gostatic.ir.function import Function
from gostatic.ir.ops import Call, Defer, Go
from gostatic.ir.values import Closure, FieldOf, FuncRef, MethodRef, Value, class_of
from gostatic.models.library_calls import LIBRARY_CALLS

# So often a function of a recursive group is simulated; a summary that still changes then stays as it is, and a problem says so.
MAX_VISITS = 12


class Edges:
    """The call graph: ``calls`` and ``spawns`` by function id, in source order without repeats.

    ``passes`` are the functions given to calls as arguments: whoever is called may run them.
    """

    def __init__(self, program: Program) -> None:
        self.calls: dict[str, list[str]] = {}
        self.spawns: dict[str, list[str]] = {}
        self.passes: dict[str, list[str]] = {}
        for function in program.functions.values():
            calls: dict[str, None] = {}
            spawns: dict[str, None] = {}
            passes: dict[str, None] = {}
            for block in function.blocks:
                for op in block.ops:
                    kind = type(op)
                    if kind is Call:
                        self.note(program, op, calls, spawns)  # type: ignore[arg-type]
                        if op.args:  # type: ignore[attr-defined]
                            self.note_passed(program, op.args, passes)  # type: ignore[attr-defined]
                    elif kind is Defer or kind is Go:
                        self.note(program, op.call, calls if kind is Defer else spawns, spawns)  # type: ignore[attr-defined]
                        if op.call.args:  # type: ignore[attr-defined]
                            self.note_passed(program, op.call.args, passes)  # type: ignore[attr-defined]
            self.calls[function.id] = list(calls)
            self.spawns[function.id] = list(spawns)
            if passes:
                self.passes[function.id] = list(passes)

    def callers(self) -> dict[str, list[str]]:
        """Who calls, defers or starts a function, by ids."""
        found: dict[str, list[str]] = {}
        for edges in (self.calls, self.spawns):
            for caller, callees in edges.items():
                for callee in callees:
                    found.setdefault(callee, []).append(caller)
        return found

    def note(self, program: Program, call: Call, calls: dict[str, None], spawns: dict[str, None]) -> None:
        """Adds a call's targets, and the functions a library callee runs."""
        for target in program.resolver.targets(call)[0]:
            if target.function is not None:
                calls[target.function.id] = None
                continue
            row = LIBRARY_CALLS.get(target.symbol)
            for index, when in row.calls if row is not None else ():
                if index < len(target.args):
                    inner = Call(call.pos, call.end, target.args[index], (), "")
                    for item in program.resolver.targets(inner)[0]:
                        if item.function is not None:
                            (calls if when in ("sync", "once") else spawns)[item.function.id] = None

    def note_passed(self, program: Program, args: tuple[Value, ...], passes: dict[str, None]) -> None:
        """Adds the functions among a call's arguments."""
        for value in args:
            kind = type(value)
            if kind is Closure:
                passes[value.function.id] = None  # type: ignore[attr-defined]
            elif kind is MethodRef or kind is FuncRef:
                function = program.by_symbol.get(value.symbol)  # type: ignore[attr-defined]
                if function is not None:
                    passes[function.id] = None
            elif (kind is FieldOf and class_of(value) in program.stored) or program.returns_literal(value):
                for target in program.resolver.targets(Call(0, 0, value, (), ""))[0]:
                    if target.function is not None:
                        passes[target.function.id] = None


def solve(program: Program, edges: Edges, spent: dict[str, float] | None = None) -> tuple[dict[str, Summary], Events]:
    """Summaries and events of all functions; ``spent`` is given the seconds of each function, when someone wants to know."""
    functions = list(program.functions.values())
    numbers = {function.id: number for number, function in enumerate(functions)}
    following = [
        [
            numbers[id]
            for known in (edges.calls, edges.spawns, edges.passes)
            for id in known.get(function.id, ())
            if id in numbers
        ]
        for function in functions
    ]
    summaries: dict[str, Summary] = {}
    events = Events()
    events.spent = spent
    contracts = StatedContracts(program)
    events.stated = {function.id: holds for function in functions if (holds := contracts.of(function))}
    for component in components(following):
        if len(component) > 1 or component[0] in following[component[0]]:
            _solve_group(program, functions, following, component, summaries, events)
            continue
        function = functions[component[0]]
        summary = _simulate(program, function, summaries, events)
        if summary is not None:
            summaries[function.id] = summary
    events.records = {function.id: events.records.get(function.id, {}) for function in functions}
    return summaries, events


def _solve_group(
    program: Program,
    functions: list[Function],
    following: list[list[int]],
    component: list[int],
    summaries: dict[str, Summary],
    events: Events,
) -> None:
    """A recursive group: callees before callers as far as there are any, then whoever calls one that changed.

    A function is simulated again only when a callee says something else, not when it says the same through other calls: the
    chain of calls of what a recursion does would grow for ever.
    """
    order = postorder(component, following)
    rank = {number: position for position, number in enumerate(order)}
    callers: dict[int, list[int]] = {number: [] for number in component}
    for number in component:
        for target in dict.fromkeys(following[number]):
            if target in rank:
                callers[target].append(number)
    work = list(range(len(order)))  # a list in order is a heap
    waiting = set(work)
    visits = dict.fromkeys(component, 0)
    settled = True
    while work:
        position = heappop(work)
        waiting.discard(position)
        number = order[position]
        function = functions[number]
        visits[number] += 1
        summary = _simulate(program, function, summaries, events)
        if summary is None:
            continue
        known = summaries.get(function.id)
        if known is not None and known.meaning() == summary.meaning():
            continue
        summaries[function.id] = summary
        for caller in callers[number]:
            if rank[caller] in waiting:
                continue
            if visits[caller] >= MAX_VISITS:
                settled = False
                continue
            waiting.add(rank[caller])
            heappush(work, rank[caller])
    if not settled:
        function = functions[component[0]]
        message = f"{function.name} and others that call each other do not settle; what they do through each other may be missed"
        program.problems.append(Problem(ProblemKind.BOUND, function.file, 0, message))


def _simulate(program: Program, function: Function, summaries: dict[str, Summary], events: Events) -> Summary | None:
    since = perf_counter()
    events.begin(function)
    events.simulated += 1
    simulation = Simulation(program, function, summaries, events)
    try:
        return simulation.run()
    except Exception as error:  # our own bug: this function is lost, the run goes on
        events.begin(function)
        program.problems.append(
            Problem(ProblemKind.INTERNAL, function.file, 0, f"analysing {function.id} failed: {error!r}")
        )
        return None
    finally:
        events.visited += simulation.visited
        if events.spent is not None:
            events.spent[function.id] = events.spent.get(function.id, 0.0) + perf_counter() - since
        simulation.drop_plans()
