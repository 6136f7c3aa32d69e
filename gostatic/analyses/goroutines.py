"""Goroutines: which entry functions run what, which run at the same time, what is ordered by spawn and join.

A thread of the program is a root (``main``, a test, the exported API called by unknown callers) or a ``go`` site. Two operations
may run in parallel when two threads reach them that are not ordered: the spawner before its ``go`` statement and behind a join
(``Wait`` for the group the goroutine counts down, a receive from a channel it sends to or closes) does not meet the goroutine.
"""

from __future__ import annotations

from typing import NamedTuple

from gostatic.analyses.solve import Edges
from gostatic.callgraph.program import Program
from gostatic.ir.function import Block, Function
from gostatic.ir.ops import Call, Close, Defer, Go, Op, Recv, Return, Send, call_in
from gostatic.ir.values import class_of
from gostatic.models.effects import Kind
from gostatic.models.library_calls import LIBRARY_CALLS

API = "api"
MAIN = "main"
TEST = "test"
GO = "go"


class Thread(NamedTuple):
    """One thread of the program: ``kind`` is api, main, test or go; ``spawner`` and ``op`` say where a go thread starts."""

    kind: str
    entry: str
    spawner: str
    op: Op | None
    many: bool


class Goroutines:
    """Threads and their order; everything is computed on demand and kept."""

    def __init__(self, program: Program, edges: Edges) -> None:
        self.program = program
        self.edges = edges
        self.callers: dict[str, list[str]] = {}
        for caller, callees in edges.calls.items():
            for callee in callees:
                self.callers.setdefault(callee, []).append(caller)
        self.started: dict[str, list[Thread]] = {}
        self.sites: list[Thread] = []
        self.by_spawner: dict[str, list[Thread]] = {}
        for function in program.functions.values():
            self.collect(function)
        self.known: dict[str, tuple[Thread, ...]] = {}
        self.ends: dict[str, tuple[frozenset[str], frozenset[str]]] = {}
        self.marks: dict[str, tuple[set[str], set[str]]] = {}
        self.reached: dict[str, frozenset[str]] = {}
        self.origins: dict[Thread, frozenset[Thread]] = {}

    def collect(self, function: Function) -> None:
        """Notes the goroutines a function starts, by ``go`` and through the library."""
        for block in function.blocks:
            for op in block.ops:
                kind = type(op)
                if kind is Go:
                    targets, _ = self.program.resolver.targets(op.call)  # type: ignore[attr-defined]
                    for target in targets:
                        if target.function is not None:
                            self.start(function, op, target.function, block.loop != 0)
                elif kind is Call or kind is Defer:
                    self.library(function, op, op if kind is Call else op.call, block.loop != 0)  # type: ignore

    def library(self, function: Function, op: Op, call: Call, loop: bool) -> None:
        """Goroutines started by library calls: ``wg.Go(f)``, ``time.AfterFunc(d, f)``, http handlers."""
        targets, _ = self.program.resolver.targets(call)
        for target in targets:
            if target.function is not None:
                continue
            indices: list[int] = []
            if target.effect is not None and target.effect.kind is Kind.GO:
                indices = [0]
            else:
                row = LIBRARY_CALLS.get(target.symbol)
                if row is not None:
                    indices = [index for index, when in row.calls if when in ("go", "later")]
            for index in indices:
                if index < len(target.args):
                    inner = Call(call.pos, call.end, target.args[index], (), "")
                    for item in self.program.resolver.targets(inner)[0]:
                        if item.function is not None:
                            self.start(function, op, item.function, loop)

    def starts_as_go(self, op: Op) -> bool:
        """Whether a call does what a go statement does with one of its arguments, and no more: nobody waits for it."""
        call: Call = op if type(op) is Call else op.call  # type: ignore[attr-defined]
        rows = (LIBRARY_CALLS.get(target.symbol) for target in self.program.resolver.targets(call)[0])
        return any(when == "go" for row in rows if row is not None for _, when in row.calls)

    def start(self, spawner: Function, op: Op, entry: Function, loop: bool) -> None:
        """Notes one goroutine."""
        thread = Thread(GO, entry.id, spawner.id, op, loop)
        self.sites.append(thread)
        self.started.setdefault(entry.id, []).append(thread)

    def sites_of(self, spawner: str) -> list[Thread]:
        """The goroutines one function starts, in source order."""
        if not self.by_spawner:
            for thread in self.sites:
                self.by_spawner.setdefault(thread.spawner, []).append(thread)
        return self.by_spawner.get(spawner, [])

    def root(self, function: Function) -> Thread | None:
        """The root thread a function is an entry of, if it is one."""
        if function.parent is not None:
            # A literal nobody is known to call or start may be called by anybody it was given to.
            if function.id not in self.callers and function.id not in self.started:
                return Thread(API, function.outermost.id, "", None, False)
            return None
        symbol = function.symbol
        if symbol is None:
            return Thread(MAIN, function.id, "", None, False)
        name = symbol.name
        if function.test:
            if not symbol.recv and name.startswith(("Test", "Benchmark", "Fuzz", "Example")):
                return Thread(TEST, function.id, "", None, False)
            return None if function.id in self.callers else Thread(TEST, function.id, "", None, False)
        if name in ("main", "init") and not symbol.recv:
            return Thread(MAIN, symbol.pkg, "", None, False)
        # One that calls itself is called by others, too, whom nobody may have looked at.
        called = any(caller != function.id for caller in self.callers.get(function.id, ()))
        called = called or function.id in self.started
        if not called:
            return Thread(API, symbol.pkg, "", None, True)
        exported = name[:1].isupper() and "internal" not in symbol.pkg.split("/")
        if exported and not self.is_command(symbol.pkg):
            return Thread(API, symbol.pkg, "", None, True)
        return None

    def is_command(self, pkg: str) -> bool:
        """Whether a package is a program: then nobody unknown calls it."""
        scope = self.program.types.scope(pkg)
        return scope is not None and scope.name == "main"

    def threads(self, function: str) -> tuple[Thread, ...]:
        """All threads that may run a function."""
        known = self.known.get(function)
        if known is not None:
            return known
        found: dict[Thread, None] = {}
        seen = {function}
        pending = [function]
        while pending:
            id = pending.pop()
            item = self.program.functions.get(id)
            if item is None:
                continue
            for thread in self.started.get(id, ()):
                found[thread] = None
            root = self.root(item)
            if root is not None:
                found[root] = None
            for caller in self.callers.get(id, ()):
                if caller not in seen:
                    seen.add(caller)
                    pending.append(caller)
        result = tuple(found)
        self.known[function] = result
        return result

    def never_end(self, function: Function) -> bool:
        """Whether a function runs only in goroutines whose entries never return."""
        entries = [self.program.functions.get(thread.entry) for thread in self.threads(function.id)]
        return bool(entries) and all(
            entry is not None and not any(type(block.ops[-1]) is Return for block in _reached(entry))
            for entry in entries
        )

    def below(self, function: str) -> frozenset[str]:
        """All functions a function reaches by calls, itself included."""
        known = self.reached.get(function)
        if known is None:
            seen = {function}
            pending = [function]
            while pending:
                for callee in self.edges.calls.get(pending.pop(), ()):
                    if callee not in seen:
                        seen.add(callee)
                        pending.append(callee)
            known = self.reached[function] = frozenset(seen)
        return known

    def may_run_in_parallel(self, first: tuple[Function, Op], second: tuple[Function, Op]) -> bool:
        """Whether two operations can be under way at the same time in two goroutines."""
        return self.meeting(first, second) is not None

    def meeting(self, first: tuple[Function, Op], second: tuple[Function, Op]) -> tuple[Thread, Thread] | None:
        """Two threads in which the operations can meet, None when there are none."""
        for one in self.threads(first[0].id):
            for other in self.threads(second[0].id):
                if self.meet(one, first, other, second):
                    return one, other
        return None

    def meet(self, one: Thread, first: tuple[Function, Op], other: Thread, second: tuple[Function, Op]) -> bool:
        """Whether operation ``first`` in thread ``one`` and ``second`` in ``other`` are unordered."""
        if one == other:
            return one.many
        roots = (MAIN, TEST)
        if one.kind in roots and other.kind in roots:
            return False  # main, init and tests run one after the other
        if not self.share_a_root(one, other):
            return False
        if {one.kind, other.kind} == {TEST, API} or {one.kind, other.kind} == {MAIN, API}:
            # Tests call the API in their own goroutine; a program's main calls it as well.
            return False
        if other.kind == GO and not self.overlaps(other, first, one):
            return False
        return not (one.kind == GO and not self.overlaps(one, second, other))

    def share_a_root(self, one: Thread, other: Thread) -> bool:
        """Whether two threads can be of one run of the program: what one test alone starts never meets another test's."""
        ours, theirs = self.roots_of(one), self.roots_of(other)
        if all(root.kind == TEST for root in ours) or all(root.kind == TEST for root in theirs):
            return not ours or not theirs or not ours.isdisjoint(theirs)
        return True

    def roots_of(self, thread: Thread) -> frozenset[Thread]:
        """The roots that a thread comes from, through all goroutines that start each other."""
        known = self.origins.get(thread)
        if known is not None:
            return known
        found: set[Thread] = set()
        seen = {thread}
        pending = [thread]
        while pending:
            item = pending.pop()
            if item.kind != GO:
                found.add(item)
                continue
            for before in self.threads(item.spawner):
                if before not in seen:
                    seen.add(before)
                    pending.append(before)
        self.origins[thread] = frozenset(found)
        return self.origins[thread]

    def overlaps(self, started: Thread, event: tuple[Function, Op], runner: Thread) -> bool:
        """Whether an event of the spawner's side can happen while the started goroutine runs."""
        spawner = self.program.functions.get(started.spawner)
        if spawner is None or started.op is None:
            return True
        function, op = event
        if runner.kind == GO and runner.spawner == started.spawner and runner.op is not None:
            # Two goroutines of one function: do they live at the same time?
            behind = self.behind(spawner, started)
            ahead = self.behind(spawner, runner)
            return id(runner.op) in behind or id(started.op) in ahead or runner.op is started.op
        if function is spawner:
            return id(op) in self.behind(spawner, started)
        if function.id in self.below(spawner.id) and function.id != started.entry:
            # The event lies in something the spawner calls: is one of those calls behind the spawn?
            behind = self.behind(spawner, started)
            calls = self.calls_towards(spawner, function.id)
            if calls:
                others = [
                    caller for caller in self.callers.get(function.id, ()) if caller not in self.below(spawner.id)
                ]
                return bool(others) or any(id(call) in behind for call in calls)
        return True

    def calls_towards(self, spawner: Function, goal: str) -> list[Op]:
        """The spawner's own calls through which ``goal`` is reached."""
        found: list[Op] = []
        for block in spawner.blocks:
            for op in block.ops:
                call = call_in(op) if type(op) is not Go else None
                if call is None:
                    continue
                for target in self.program.resolver.targets(call)[0]:
                    if target.function is not None and goal in self.below(target.function.id):
                        found.append(op)
                        break
        return found

    def behind(self, spawner: Function, started: Thread) -> frozenset[int]:
        """Ids of the spawner's operations that can run after a goroutine was started and before it was joined."""
        joins = self.joins(spawner, started.entry)
        place = next(
            (
                (number, position)
                for number, block in enumerate(spawner.blocks)
                for position, op in enumerate(block.ops)
                if op is started.op
            ),
            None,
        )
        if place is None:
            return frozenset()
        found: set[int] = set()
        pending = [(place[0], place[1] + 1)]
        seen: set[int] = set()
        while pending:
            number, position = pending.pop()
            block = spawner.blocks[number]
            stopped = False
            for op in block.ops[position:]:
                if id(op) in joins:
                    found.add(id(op))  # the goroutine runs while the spawner waits for it
                    stopped = True
                    break
                found.add(id(op))
            if not stopped:
                for succ in block.succs:
                    if succ not in seen:
                        seen.add(succ)
                        pending.append((succ, 0))
        if any(type(op) is Defer for block in spawner.blocks for op in block.ops):
            found.update(id(op) for block in spawner.blocks for op in block.ops if type(op) is Defer)
        return frozenset(found)

    def joins(self, spawner: Function, entry: str) -> frozenset[int]:
        """Operations of the spawner that wait for the end of a goroutine: by WaitGroup class or channel class."""
        done, signalled = self.ends_of(entry)
        found: set[int] = set()
        for block in spawner.blocks:
            for op in block.ops:
                if type(op) is Recv and class_of(op.chan) in signalled:
                    found.add(id(op))
                elif type(op) is Call:
                    for target in self.program.resolver.targets(op)[0]:
                        effect = target.effect
                        if (
                            effect is not None
                            and effect.kind in (Kind.WAIT, Kind.JOIN)
                            and target.recv is not None
                            and (class_of(target.recv) in done or self.param_done(spawner, entry))
                        ):
                            found.add(id(op))
        return frozenset(found)

    def ends_of(self, entry: str) -> tuple[frozenset[str], frozenset[str]]:
        """Classes of groups that a goroutine counts down and of channels that it sends on or closes."""
        known = self.ends.get(entry)
        if known is not None:
            return known
        done: set[str] = set()
        signalled: set[str] = set()
        for id_ in self.below(entry):
            ours, theirs = self.marks_of(id_)
            done |= ours
            signalled |= theirs
        self.ends[entry] = frozenset(done), frozenset(signalled)
        return self.ends[entry]

    def marks_of(self, id_: str) -> tuple[set[str], set[str]]:
        """The same of one function's own operations."""
        known = self.marks.get(id_)
        if known is not None:
            return known
        done: set[str] = set()
        signalled: set[str] = set()
        function = self.program.functions.get(id_)
        for block in function.blocks if function is not None else ():
            for op in block.ops:
                if type(op) is Send or type(op) is Close:
                    signalled.add(class_of(op.chan))
                elif type(op) is not Go and (call := call_in(op)) is not None:
                    for target in self.program.resolver.targets(call)[0]:
                        effect = target.effect
                        if effect is not None and effect.kind is Kind.DONE and target.recv is not None:
                            done.add(class_of(target.recv))
        done.discard("")
        signalled.discard("")
        self.marks[id_] = done, signalled
        return done, signalled

    def param_done(self, spawner: Function, entry: str) -> bool:
        """Whether the goroutine counts down a WaitGroup it was given as an argument."""
        function = self.program.functions.get(entry)
        if function is None:
            return False
        for block in function.blocks:
            for op in block.ops:
                call = call_in(op) if type(op) is not Go else None
                if call is None:
                    continue
                for target in self.program.resolver.targets(call)[0]:
                    if target.effect is not None and target.effect.kind is Kind.DONE:
                        return True
        return False


def _reached(function: Function) -> list[Block]:
    """The blocks that a function can come to."""
    seen, pending = {0}, [0]
    while pending:
        for succ in function.blocks[pending.pop()].succs:
            if succ not in seen:
                seen.add(succ)
                pending.append(succ)
    return [function.blocks[number] for number in sorted(seen)]
