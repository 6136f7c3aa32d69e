"""WaitGroup discipline: what is added, counted down and waited for, in which goroutine."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property
from typing import NamedTuple

from gostatic.analyses.call_ways import Step, carried, ways_from
from gostatic.analyses.census.spawns import reaches
from gostatic.analyses.events import ContractRelease, Counted, Counts, Events, Left, Spawned, Waited
from gostatic.analyses.facts import NOT_EQUAL, same_constant
from gostatic.analyses.goroutines import GO, Goroutines, Thread
from gostatic.analyses.panicked_counts import panicked
from gostatic.analyses.states import path_text
from gostatic.analyses.summary import CALLERS, Acquisition, Facts, Hold, Summary
from gostatic.analyses.uses import escapes, family, loops_of, operands, source_of
from gostatic.callgraph.program import Program
from gostatic.callgraph.targets import Target, translate
from gostatic.ir.function import Function
from gostatic.ir.ops import Call, Close, Defer, Exit, Go, Op, Panic, Recv, Return, Select, Send, call_in
from gostatic.ir.values import (
    CallResult,
    FuncRef,
    MakeChan,
    MethodRef,
    Path,
    Value,
    Var,
    class_of,
    last_names,
    may_be_named,
    path_of,
)
from gostatic.models.effects import EFFECTS, Kind


class Missing(NamedTuple):
    """A count that is not given back: at ``op`` (an Add, or the exit that skips Done).

    ``reason`` is nobody (no Done at all), skipped (an exit of the goroutine skips it), unbalanced (a path adds
    without starting), turn or not started (a turn of a worker's or the spawner's loop) or panicked (a panic that is
    recovered from skips the Done at ``op``).
    """

    function: Function
    op: Op
    text: str
    reason: str
    add: Op | None
    wait: Op | None
    spawn: tuple[Function, Op] | None
    class_: str
    certain: bool = True


class Negative(NamedTuple):
    """A count below zero at ``op``; ``other`` is the earlier count-down."""

    function: Function
    op: Op
    text: str
    spawned: bool
    other: Op | None


class AddInside(NamedTuple):
    """An Add in the goroutine it counts; ``spawn`` starts it, ``wait`` does not wait for it.

    Not ``certain`` when the waiter hears from some goroutine before it waits, or waits in another place for all of a package.
    """

    function: Function
    op: Op
    text: str
    spawn: tuple[Function, Op]
    wait: tuple[Function, Op]
    certain: bool = True


class WaitCycle(NamedTuple):
    """A Wait that blocks what would let it finish.

    ``reason`` is loop, lock, drain or self; ``steps`` are (function, op, text) of the other side.
    """

    function: Function
    op: Op
    text: str
    reason: str
    hold: Hold | None
    worker: tuple[Function, Op] | None
    other: tuple[Function, Op] | None
    needs: Acquisition | None
    certain: bool = True


class Worker(NamedTuple):
    """A goroutine that counts a group down: ``path`` is the group as the worker names it (None for ``wg.Go``)."""

    function: Function
    spawner: Function
    op: Op
    target: Target | None
    path: Path | None


class Reused(NamedTuple):
    """An Add for a new round while a Wait started earlier may still be waiting."""

    function: Function
    op: Op
    text: str
    waiter: tuple[Function, Op]
    spawn: Op
    certain: bool = True


def count_of(counts: Counts, path: Path) -> int | None:
    """The count of one WaitGroup on a path; 0 when it was not touched."""
    for known, value in counts:
        if known == path:
            return value
    return 0


def group_operand(op: Op) -> Value | None:
    """The group of a ``wg.Go(f)`` or ``errgroup.Group.Go(f)`` call; None for other operations."""
    if type(op) is Call and type(op.callee) is MethodRef:
        effect = EFFECTS.get(op.callee.symbol.id)
        if effect is not None and effect.kind is Kind.GO:
            return op.callee.recv
    return None


def is_reusable(op: Op) -> bool:
    """Whether a call that starts a counted goroutine may begin a new round: an errgroup's may, whoever else waits."""
    return type(op) is Call and type(op.callee) is MethodRef and op.callee.symbol.id != "sync.WaitGroup.Go"


def never_closed(chan: Value) -> bool:
    """Whether a channel is a ticker's: nobody closes it."""
    if type(chan) is CallResult:
        callee = chan.call.callee
        return type(callee) is FuncRef and callee.symbol.id == "time.Tick"
    return class_of(chan) == "time.Ticker.C"


def formal_facts(function: Function, facts: Facts, group: object) -> dict[object, object]:
    """What is known of parameters that the function does not assign, and of the variable that leads to the group."""
    found: dict[object, object] = {}
    for key, known in facts.items():
        subject = key[0] if type(key) is tuple and len(key) == 3 and key[1] == NOT_EQUAL else key
        if type(subject) is tuple and len(subject) == 2 and subject[0] == "p":
            root = subject[1][0]
            if type(root) is Var and len(subject[1]) == 1:
                if (root.kind == "param" and root.owner is function and not root.defs) or (
                    root is group and len(root.defs) <= 1
                ):
                    found[key] = known
    return found


def contradicts(key: object, known: object, facts: dict[object, object]) -> bool:
    """Whether a fact cannot hold together with others."""
    if type(key) is tuple and len(key) == 3 and key[1] == NOT_EQUAL:
        return key[0] in facts and same_constant(facts[key[0]], key[2])
    if key in facts:
        return not same_constant(facts[key], known)
    return (key, NOT_EQUAL, known) in facts


def comes_by_callback(function: Function, path: Path) -> bool:
    """Whether a path is rooted in a variable of a function around which the given one does not stand.

    Then it came with a stored literal.
    """
    root = path[0]
    if type(root) is not Var or root.kind == "param":
        return False
    around: Function | None = function
    while around is not None:
        if root.owner is around:
            return False
        around = around.parent
    return True


class WaitGroups:
    """Answers the questions of the WaitGroup rules; built once per run."""

    def __init__(self, program: Program, events: Events, summaries: dict[str, Summary], goroutines: Goroutines) -> None:
        self.program = program
        self.events = events
        self.summaries = summaries
        self.goroutines = goroutines
        self.counted = list(events.of(Counted))
        self.waited = list(events.of(Waited))
        self.spawned = list(events.of(Spawned))
        self.left: dict[str, list[Left]] = {}
        for left in events.of(Left):
            self.left.setdefault(left.function.id, []).append(left)
        self.by_function: dict[str, list[Counted]] = {}
        for record in self.counted:
            self.by_function.setdefault(record.function.id, []).append(record)
        self.waits_of: dict[str, list[Waited]] = {}
        for waited in self.waited:
            self.waits_of.setdefault(waited.function.id, []).append(waited)
        self.spawns_of: dict[str, list[Spawned]] = {}
        for spawned in self.spawned:
            self.spawns_of.setdefault(spawned.function.id, []).append(spawned)
        self.escaping: dict[Var, bool] = {}
        self.loops: dict[str, dict[int, int]] = {}
        # Per function the classes of locks it gives back under a name it does not hold them by.
        self.renamed: dict[str, frozenset[str]] = {}
        for release in events.of(ContractRelease):
            known = self.renamed.get(release.function.id, frozenset())
            self.renamed[release.function.id] = known | {release.class_}
        self._workers: dict[object, list[Worker]] | None = None
        self.ways: dict[str, dict[str, tuple[Step, ...]]] = {}

    # --- pieces ------------------------------------------------------------------------------------------------

    def class_of_path(self, path: Path) -> str:
        """The class of a WaitGroup's path."""
        return self.events.class_names.get(path, "")

    def loop_of(self, function: Function, op: Op) -> int:
        """The innermost loop around an operation."""
        known = self.loops.get(function.id)
        if known is None:
            known = self.loops[function.id] = loops_of(function)
        return known.get(id(op), 0)

    def is_local(self, function: Function, path: Path) -> bool:
        """Whether a WaitGroup is a local variable of the function, seen by known code only."""
        root = path[0]
        if type(root) is not Var or len(path) != 1 or root.owner is not function or root.kind != "local":
            return False
        known = self.escaping.get(root)
        if known is None:
            known = self.escaping[root] = escapes(self.program, root)
        return not known

    def is_kept(self, function: Function, path: Path) -> bool:
        """Whether a group in a field is counted up by this function alone, and down only by goroutines that it starts."""
        root = path[0]
        if type(root) is not Var or len(path) == 1 or root.owner is not function or root.kind != "param" or root.defs:
            return False
        class_ = self.class_of_path(path)
        if not class_:
            return False
        started = [self.goroutines.below(thread.entry) for thread in self.goroutines.sites_of(function.id)]
        for id, records in self.by_function.items():
            for record in records:
                if self.class_of_path(record.path) != class_:
                    continue
                if id != function.id if self.is_add(record) else not any(id in below for below in started):
                    return False
        return bool(started)

    def is_bulk(self, function: Function, path: Path) -> bool:
        """Whether additions and count-downs happen in different loops: then single turns say nothing."""
        adds = {
            self.loop_of(function, r.op)
            for r in self.by_function.get(function.id, ())
            if r.path == path and self.is_add(r)
        }
        others = {
            self.loop_of(function, r.op)
            for r in self.by_function.get(function.id, ())
            if r.path == path and not self.is_add(r)
        }
        others |= {
            self.loop_of(function, r.op)
            for r in self.spawns_of.get(function.id, ())
            if count_of(r.before, path) != count_of(r.after, path)
        }
        in_loops = {loop for loop in others if loop} | {loop for loop in adds if loop}
        return bool(in_loops) and adds != others

    def dones_of(self, worker: Worker) -> list[Op]:
        """The operations by which a worker counts its group down."""
        records = self.by_function.get(worker.function.id, ())
        return [record.op for record in records if record.path == worker.path and not self.is_add(record)]

    def is_add(self, record: Counted) -> bool:
        """Whether a count record adds."""
        return record.kind is Kind.ADD and (record.delta is None or record.delta > 0)

    def add_op(self, function: Function, path: Path) -> Op | None:
        """The first Add on a path in a function."""
        found = [r.op for r in self.by_function.get(function.id, ()) if r.path == path and self.is_add(r)]
        return min(found, key=lambda op: op.pos) if found else None

    def has_done(self, function: Function, path: Path) -> bool:
        """Whether anything in a function's view counts the group down."""
        return any(r.path == path and not self.is_add(r) for r in self.by_function.get(function.id, ())) or any(
            count_of(r.before, path) != count_of(r.after, path) for r in self.spawns_of.get(function.id, ())
        )

    # --- missing -----------------------------------------------------------------------------------------------

    def missing(self) -> Iterator[Missing]:
        """Counts nobody gives back."""
        reported: set[tuple[str, int]] = set()
        skipped_classes: set[str] = set()
        for found in self.skipped():
            skipped_classes.add(found.class_)
            yield found
        for waited in self.waited:
            path = waited.path
            if path is None or not (self.is_local(waited.function, path) or self.is_kept(waited.function, path)):
                continue
            count = count_of(waited.counts, path)
            if count is None or count <= 0 or self.is_bulk(waited.function, path):
                continue
            add = self.add_op(waited.function, path)
            if add is None or (waited.function.id, add.pos) in reported or self.own_done(waited) is not None:
                continue
            if self.class_of_path(path) in skipped_classes:
                continue
            reported.add((waited.function.id, add.pos))
            reason = "unbalanced" if self.has_done(waited.function, path) else "nobody"
            if reason == "unbalanced" and self.is_unsure(waited.function, path):
                continue  # a goroutine counts down on some of its ways out: judged there
            if reason == "nobody" and self.class_of_path(path) in self.done:
                continue  # a function that the library runs, such as one given to another group's Go, counts down
            yield Missing(waited.function, add, path_text(path), reason, add, waited.op, None, self.class_of_path(path))
        for function, op, path, _, _ in panicked(self):
            if self.class_of_path(path) not in skipped_classes:
                wait = self.wait_for(path, function, function)
                yield Missing(function, op, path_text(path), "panicked", None, wait, None, self.class_of_path(path))
        yield from self.nobody(reported)

    def runs_in_goroutine(self, function: Function) -> bool:
        """Whether some goroutine of the program runs a function."""
        return any(thread.kind == GO for thread in self.goroutines.threads(function.id))

    def skipped(self) -> Iterator[Missing]:
        """Ways out of a counted goroutine that skip the Done its other ways out have."""
        seen: set[tuple[str, int]] = set()
        for thread in self.goroutines.sites:
            function = self.program.functions.get(thread.entry)
            if function is None or thread.op is None:
                continue
            lefts = self.left.get(function.id, [])
            downs: dict[Path, set[int | None]] = {}
            for left in lefts:
                for path, count in left.counts:
                    downs.setdefault(path, set()).add(count)
            for path, counts in downs.items():
                if not any(count is not None and count < 0 for count in counts) or None in counts:
                    continue
                root = path[0]
                if type(root) is Var and root.owner is function and root.kind == "local":
                    continue
                if comes_by_callback(function, path):
                    continue  # the Done belongs to a function somebody stored: when it is called is its own matter
                if self.starts_counted(function, path) or self.adds_below(function, path):
                    continue  # another goroutine, started from here, may hold the count from then on
                lives = self.reachable(function)
                done = [left for left in lefts if (count_of(left.counts, path) or 0) < 0]
                for left in lefts:
                    # Touched and yet 0: what it counted down was handed on by an Add of its own.
                    if any(known == path for known, _ in left.counts) or not self.goes_on(left):
                        continue
                    if id(left.op) not in lives or self.callers_choice(function, left, done, path[0]):
                        continue
                    if (function.id, left.op.pos) in seen or self.passes_on(function, path):
                        continue
                    spawner = self.program.functions[thread.spawner]
                    if len(path) > 1 and any(other.op is left.op for other in done):
                        if not self.adds_itself(spawner, self.class_of_path(path)):
                            continue  # a Done under a condition, of a group that its object was made with: an event
                    seen.add((function.id, left.op.pos))
                    wait = self.wait_for(path, function, spawner)
                    yield Missing(
                        function, left.op, path_text(path), "skipped", None, wait, (spawner, thread.op),
                        self.class_of_path(path), self.counts_its_end(thread, spawner, function, path),
                    )  # fmt: skip

    def adds_below(self, function: Function, path: Path) -> bool:
        """Whether something that a goroutine calls adds to the group it counts down: each has its own count there."""
        class_ = self.class_of_path(path)
        below = self.goroutines.below(function.id)
        return any(
            self.is_add(record)
            and record.function.id in below
            and (self.class_of_path(record.path) == class_ if class_ else record.path[-1] == path[-1])
            for record in self.counted
        )

    def counts_its_end(self, thread: Thread, spawner: Function, function: Function, path: Path) -> bool:
        """Whether a group counts the ends of the goroutines started at one place, all of them.

        It may count events in them, some of them (``Add`` of one number, a loop over another), or order goroutines that
        nobody waits for.
        """
        for record in self.by_function.get(function.id, ()):
            down = self.stated(function, record.op)
            if record.path == path and not self.is_add(record) and reaches(function, down, down):
                return False
        if len(path) > 1 and not self.is_added_around(spawner, self.class_of_path(path)):
            return False
        outer = self.outer_path(thread.op, function, path) if thread.op is not None else None
        root = outer[0] if outer is not None else None
        if len(path) > 2 and not self.class_of_path(path):
            return False  # a part of what a callee works on
        if type(root) is Var and root.owner is spawner and root.kind == "local":
            class_ = self.class_of_path(path)
            waiters = [
                waited.function
                for waited in self.waited
                if waited.path == outer or (class_ and class_of(waited.operand) == class_)
            ]
            entries = {item.entry for item in self.goroutines.sites_of(spawner.id)}
            if waiters and all(waiter.id in entries for waiter in waiters):
                return False
        return outer is None or thread.op is None or self.is_for_all(spawner, outer, thread.op)

    def adds_itself(self, function: Function, class_: str) -> bool:
        """Whether a function calls Add of a group itself, not through what it calls."""
        return any(
            self.is_add(record)
            and self.class_of_path(record.path) == class_
            and any(target.effect is not None for target in self.program.resolver.targets(call)[0])
            for record in self.by_function.get(function.id, ())
            if (call := call_in(record.op)) is not None
        )

    def is_added_around(self, spawner: Function, class_: str) -> bool:
        """Whether who starts a goroutine, the function around it or a caller adds to a group kept in a field.

        Else it counts something else, such as whether there is anything in a list.
        """
        around = {spawner.id, spawner.outermost.id, *self.goroutines.callers.get(spawner.id, ())}
        return any(
            record.function.id in around and self.is_add(record) and self.class_of_path(record.path) == class_
            for record in self.counted
        )

    def is_for_all(self, spawner: Function, path: Path, start: Op) -> bool:
        """Whether an ``Add`` in front of a loop is of what bounds the loop, going by their texts."""
        loop = self.loop_of(spawner, start)
        adds = [r for r in self.by_function.get(spawner.id, ()) if r.path == path and self.is_add(r)]
        if not loop or len(adds) != 1 or self.loop_of(spawner, adds[0].op):
            return True
        add = adds[0].op
        source = source_of(spawner)
        amount = source[add.pos : add.end].partition(b"(")[2].rstrip(b") ")
        header = source[slice(*spawner.loop_spans[loop])].partition(b"{")[0]
        words = re.findall(rb"\w+", amount)
        return not words or words[-1] in re.findall(rb"\w+", header) or len(words) > 1

    def reachable(self, function: Function) -> frozenset[int]:
        """Identities of the operations that can be reached when a range over a ticker's channel never ends."""
        pending = [0]
        seen = {0}
        found: set[int] = set()
        while pending:
            block = function.blocks[pending.pop()]
            found.update(map(id, block.ops))
            succs = block.succs
            if len(succs) == 2 and any(type(op) is Recv and op.ranged and never_closed(op.chan) for op in block.ops):
                succs = succs[:1]
            for succ in succs:
                if succ not in seen:
                    seen.add(succ)
                    pending.append(succ)
        return frozenset(found)

    def callers_choice(self, function: Function, left: Left, done: list[Left], group: object) -> bool:
        """Whether a parameter tells a way out from those with Done: ``if wg != nil { defer wg.Done() }``."""
        conditions = formal_facts(function, left.facts, group)
        return bool(conditions) and all(
            any(
                contradicts(key, known, conditions) for key, known in formal_facts(function, other.facts, group).items()
            )
            for other in done
        )

    def goes_on(self, left: Left) -> bool:
        """Whether the process lives on after a way out."""
        if type(left.op) is Return:
            return True
        if type(left.op) is Exit:
            return left.op.kind == "goexit"
        return type(left.op) is Panic and left.recovered

    def passes_on(self, function: Function, path: Path) -> bool:
        """Whether the group is handed to code that cannot be seen, inside the goroutine."""
        root = path[0]
        for item in family(function):
            for block in item.blocks:
                for op in block.ops:
                    call = call_in(op)
                    if call is None:
                        continue
                    targets, complete = self.program.resolver.targets(call)
                    known = complete and len(targets) == 1
                    for argument in call.args:
                        if type(argument) is MethodRef and path_of(argument.recv) == path:
                            return True
                        given = path_of(argument)
                        if given is not None and given[0] is root and given == path[: len(given)]:
                            if len(given) == len(path) and not known:
                                return True
        return False

    def wait_for(self, path: Path, function: Function, spawner: Function) -> Op | None:
        """A Wait on the same group, for the witness."""
        class_ = self.class_of_path(path)
        for waited in self.waited:
            if waited.path == path or (class_ and class_of(waited.operand) == class_):
                return waited.op
        return None

    def nobody(self, reported: set[tuple[str, int]]) -> Iterator[Missing]:
        """Groups kept in fields or package variables that are added to and waited for, and never counted down."""
        adds: dict[str, Counted] = {}
        waits: dict[str, Op] = {}
        for record in self.counted:
            class_ = self.class_of_path(record.path)
            if class_ and self.is_add(record):
                adds.setdefault(class_, record)
        for waited in self.waited:
            class_ = class_of(waited.operand)
            if class_:
                waits.setdefault(class_, waited.op)
        if not adds:
            return
        for class_, record in adds.items():
            if class_ not in waits or class_ in self.done or ":" in class_:
                continue
            if (record.function.id, record.op.pos) in reported:
                continue
            yield Missing(
                record.function, record.op, path_text(record.path), "nobody", record.op, waits[class_], None, class_
            )

    @cached_property
    def done(self) -> set[str]:
        """Classes of groups that something counts down, or that are handed to code nobody sees."""
        found: set[str] = set()
        names = last_names(self.class_of_path(record.path) for record in self.counted)
        for _function, op in self.program.operations():
            call = call_in(op)
            for value in operands(op):
                if not may_be_named(value.recv if type(value) is MethodRef else value, names):
                    continue
                if type(value) is MethodRef and value.symbol.id in ("sync.WaitGroup.Done", "sync.WaitGroup.Add"):
                    if value.symbol.name == "Done" or call is None or value is not call.callee:
                        found.add(class_of(value.recv))
                    elif call is not None and call.args and getattr(call.args[0], "value", 1) is not None:
                        amount = getattr(call.args[0], "value", None)
                        if amount is None or amount < 0:
                            found.add(class_of(value.recv))
                elif (call is not None and value is not call.callee) or call is None:
                    class_ = class_of(value)
                    if class_:
                        found.add(class_)
        return found

    # --- negative ----------------------------------------------------------------------------------------------

    def negative(self) -> Iterator[Negative]:
        """Counts that go below zero."""
        seen: set[tuple[str, int]] = set()
        for record in self.counted:
            if not self.is_local(record.function, record.path) or self.is_bulk(record.function, record.path):
                continue
            if self.is_unsure(record.function, record.path):
                continue
            after = count_of(record.after, record.path)
            if after is not None and after < 0 and (record.function.id, record.op.pos) not in seen:
                if record.delta is not None and record.delta < 0:
                    seen.add((record.function.id, record.op.pos))
                    yield Negative(record.function, record.op, path_text(record.path), False, None)
        for spawned in self.spawned:
            function = spawned.function
            for path, _ in spawned.after:
                if not self.is_local(function, path) or self.is_bulk(function, path) or self.is_unsure(function, path):
                    continue
                after = count_of(spawned.after, path)
                before = count_of(spawned.before, path)
                if after is None or before is None or after >= 0 or before < 0:
                    continue
                # An Add behind the start most often comes before the goroutine's Done, however unordered they are.
                adds = [r.op.pos for r in self.by_function.get(function.id, ()) if r.path == path and self.is_add(r)]
                if any(pos > spawned.op.pos for pos in adds):
                    continue
                yield from self.below(function, spawned.op, path, seen)
        for thread in self.goroutines.sites:
            operand = group_operand(thread.op) if thread.op is not None else None
            spawner = self.program.functions.get(thread.spawner)
            path_ = path_of(operand) if operand is not None else None
            if path_ is None or spawner is None or thread.op is None or not self.is_local(spawner, path_):
                continue
            lefts = self.left.get(thread.entry, [])
            if lefts and all((count_of(left.counts, path_) or 0) < 0 for left in lefts):
                if self.add_op(spawner, path_) is None:
                    yield from self.below(spawner, thread.op, path_, seen)
        yield from self.once_per_turn(seen)
        yield from self.twice(seen)

    def once_per_turn(self, seen: set[tuple[str, int]]) -> Iterator[Negative]:
        """A Done, plain or deferred, in a loop of a goroutine that was counted once when it was started."""
        for thread in self.goroutines.sites:
            function, spawner = self.program.functions.get(thread.entry), self.program.functions.get(thread.spawner)
            if function is None or spawner is None or thread.op is None or type(thread.op) is not Go:
                continue
            for record in self.by_function.get(function.id, ()):
                down = self.stated(function, record.op)
                if self.is_add(record) or (function.id, down.pos) in seen or not self.loop_of(function, down):
                    continue
                if not reaches(function, down, down) or any(
                    other.path == record.path and self.is_add(other) for other in self.by_function[function.id]
                ):
                    continue
                outer = self.outer_path(thread.op, function, record.path)
                class_ = self.class_of_path(record.path)
                adds = [r for r in self.counted if self.is_add(r) and self.class_of_path(r.path) == class_]
                if not adds or not class_ or any(r.op is not adds[0].op or r.delta != 1 for r in adds):
                    continue
                if adds[0].function is not spawner or adds[0].path != outer:
                    continue
                if self.loop_of(spawner, adds[0].op) == self.loop_of(spawner, thread.op):
                    seen.add((function.id, down.pos))
                    yield Negative(function, down, path_text(record.path), False, None)

    def stated(self, function: Function, op: Op) -> Op:
        """The statement of an operation: the defer that a call belongs to, else itself."""
        for block in function.blocks:
            for item in block.ops:
                if type(item) is Defer and item.call is op:
                    return item
        return op

    def below(self, spawner: Function, op: Op, path: Path, seen: set[tuple[str, int]]) -> Iterator[Negative]:
        """One goroutine too many counts down: at its Done when that stands in its body, else where it starts."""
        place = (spawner, op)
        for thread in (thread for thread in self.goroutines.sites if thread.op is op):
            function = self.program.functions.get(thread.entry)
            for record in self.by_function.get(thread.entry, ()) if function is not None else ():
                if (
                    function is not None
                    and not self.is_add(record)
                    and self.outer_path(op, function, record.path) == path
                ):
                    place = (function, record.op)
                    break
        if (place[0].id, place[1].pos) not in seen:
            seen.add((place[0].id, place[1].pos))
            yield Negative(place[0], place[1], path_text(path), place[1] is op, None)

    def is_unsure(self, function: Function, path: Path) -> bool:
        """Whether a goroutine the function starts counts down on some of its ways out only."""
        for record in self.spawns_of.get(function.id, ()):
            call = call_in(record.op)
            for target in self.program.resolver.targets(call)[0] if call is not None else ():
                summary = self.summaries.get(target.function.id) if target.function is not None else None
                binding = target.binding()
                found = {
                    sum(d or 0 for p, d in outcome.counts if translate(p, binding, target.function) == path)
                    for outcome in (summary.outcomes if summary is not None else ())
                }
                if len(found) > 1:
                    return True
        return False

    def may_stop(self, function: Function, first: Op) -> bool:
        """Whether a call right behind an operation may end the goroutine: ``wg.Done(); requireNoError(t, err)``."""
        for block in function.blocks:
            behind = False
            for op in block.ops:
                if behind and type(op) is Call:
                    for target in self.program.resolver.targets(op)[0]:
                        inner = target.function
                        if inner is not None and any(type(b.ops[-1]) in (Exit, Panic) for b in inner.blocks if b.ops):
                            return True
                behind = behind or op is first
        return False

    def twice(self, seen: set[tuple[str, int]]) -> Iterator[Negative]:
        """Goroutines that count down twice on one path and once on another."""
        for thread in self.goroutines.sites:
            function = self.program.functions.get(thread.entry)
            if function is None:
                continue
            lefts = self.left.get(function.id, [])
            for left in lefts:
                for path, count in left.counts:
                    if count is None or count > -2 or self.starts_counted(function, path):
                        continue
                    if self.counted_twice(thread, function, path):
                        continue
                    if not any(count_of(other.counts, path) == -1 for other in lefts):
                        continue
                    yield from self.second_done(function, path, seen)

    def counted_twice(self, thread: Thread, function: Function, path: Path) -> bool:
        """Whether the spawner adds in more than one place for a goroutine that counts down in more than one."""
        outer = self.outer_path(thread.op, function, path) if thread.op is not None else None
        adds = [r for r in self.by_function.get(thread.spawner, ()) if r.path == outer and self.is_add(r)]
        return len({r.op.pos for r in adds}) > 1

    def starts_counted(self, function: Function, path: Path) -> bool:
        """Whether a function, or one that it calls, starts goroutines that change the count as well."""
        if any(count_of(r.before, path) != count_of(r.after, path) for r in self.spawns_of.get(function.id, ())):
            return True
        # Behind calls a field is known by its name only.
        return len(path) > 1 and any(
            other[-1] == path[-1] and count != count_of(record.before, other)
            for id in self.goroutines.below(function.id)
            for record in self.spawns_of.get(id, ())
            for other, count in record.after
        )

    def second_done(self, function: Function, path: Path, seen: set[tuple[str, int]]) -> Iterator[Negative]:
        """The Done that comes second in a goroutine that counts down twice on some path."""
        records = [r for r in self.by_function.get(function.id, ()) if r.path == path and not self.is_add(r)]
        first = next((r for r in records if count_of(r.after, path) == -1), None)
        second = next((r for r in records if (count_of(r.after, path) or 0) < -1), None)
        if first is None or second is None or self.loop_of(function, second.op) or self.may_stop(function, first.op):
            return
        key = (function.id, second.op.pos)
        if key not in seen:
            seen.add(key)
            yield Negative(function, second.op, path_text(path), False, first.op)

    # --- add inside --------------------------------------------------------------------------------------------

    def add_inside(self) -> Iterator[AddInside]:
        """Additions that run in the goroutine they count."""
        seen: set[tuple[str, int]] = set()
        for thread in self.goroutines.sites:
            function = self.program.functions.get(thread.entry)
            spawner = self.program.functions.get(thread.spawner)
            if function is None or spawner is None or thread.op is None:
                continue
            records = self.by_function.get(function.id, [])
            for record in records:
                if not self.is_add(record) or (function.id, record.op.pos) in seen:
                    continue
                path = record.path
                root = path[0]
                if type(root) is Var and root.owner is function and root.kind == "local":
                    continue
                downs = [other for other in records if other.path == path and not self.is_add(other)]
                if not downs or any(
                    count != 0 for left in self.left.get(function.id, ()) for p, count in left.counts if p == path
                ):
                    continue
                if any(
                    other.op.pos < record.op.pos and type(other.op) is not Defer and self.plain_call(function, other.op)
                    for other in downs
                ):
                    continue
                outer = self.outer_path(thread.op, function, path)
                class_ = self.class_of_path(path)
                if self.adds_before(spawner, outer, class_, thread.op):
                    continue
                wait = self.other_wait(outer, path, class_, function)
                if wait is not None and not self.told_before(function, record.op, path, thread.op, wait):
                    seen.add((function.id, record.op.pos))
                    apart = type(path[0]) is str and wait[0] is not spawner
                    certain = not apart and not (wait[0] is spawner and self.hears(spawner, thread.op, wait[1]))
                    yield AddInside(function, record.op, path_text(path), (spawner, thread.op), wait, certain)

    def hears(self, function: Function, start: Op, wait: Op) -> bool:
        """Whether a function sends or receives between the start of a goroutine and a Wait."""
        return any(
            type(op) in (Send, Recv, Select) and start.pos < op.pos < wait.pos
            for block in function.blocks
            for op in block.ops
        )

    def plain_call(self, function: Function, op: Op) -> bool:
        """Whether an operation stands in the function as a call (and not as a deferred one)."""
        return any(op is item for block in function.blocks for item in block.ops)

    def outer_path(self, op: Op, function: Function, path: Path) -> Path | None:
        """A goroutine's path as its spawner names it."""
        if type(op) is Go:
            for target in self.program.resolver.targets(op.call)[0]:
                if target.function is function:
                    return translate(path, target.binding(), function)
        return path

    def told_before(self, function: Function, add: Op, path: Path, start: Op, wait: tuple[Function, Op]) -> bool:
        """Whether the waiter first hears from the goroutine, by a channel or another group, that the count was raised."""
        told: set[Path | None] = set()
        for block in function.blocks:
            for op in block.ops:
                if op.pos <= add.pos:
                    continue
                if type(op) is Send or type(op) is Close:
                    place = path_of(op.chan)
                elif type(op) is Call and type(op.callee) is MethodRef and op.callee.symbol.id == "sync.WaitGroup.Done":
                    place = path_of(op.callee.recv)
                else:
                    continue
                if place is not None and place != path:
                    told.add(self.outer_path(start, function, place))
        told.discard(None)
        for block in wait[0].blocks if told else ():
            for op in block.ops:
                if op.pos < wait[1].pos:
                    if type(op) is Recv and path_of(op.chan) in told:
                        return True
                    if (
                        type(op) is Call
                        and type(op.callee) is MethodRef
                        and op.callee.symbol.id == "sync.WaitGroup.Wait"
                    ):
                        if path_of(op.callee.recv) in told:
                            return True
        return False

    def adds_before(self, spawner: Function, outer: Path | None, class_: str, op: Op) -> bool:
        """Whether the spawner itself adds to the group."""
        for record in self.by_function.get(spawner.id, ()):
            if self.is_add(record) and (record.path == outer or (class_ and self.class_of_path(record.path) == class_)):
                return True
        return False

    def other_wait(self, outer: Path | None, path: Path, class_: str, function: Function) -> tuple[Function, Op] | None:
        """A Wait on the same group outside the goroutine."""
        for waited in self.waited:
            if waited.function is function:
                continue
            if waited.path is not None and waited.path in (outer, path):
                return waited.function, waited.op
            if class_ and ":" not in class_ and class_of(waited.operand) == class_:
                return waited.function, waited.op
        return None

    # --- wait cycles -------------------------------------------------------------------------------------------

    def cycles(self) -> Iterator[WaitCycle]:
        """Waits that cannot finish because of where they stand."""
        seen: set[tuple[str, int]] = set()
        for waited in self.waited:
            key = (waited.function.id, waited.op.pos)
            if key in seen:
                continue
            found = (
                self.in_loop(waited)
                or self.under_lock(waited)
                or self.by_worker(waited)
                or self.below_worker(waited)
                or self.own_done(waited)
                or self.undrained(waited)
            )
            if found is not None:
                seen.add(key)
                yield found

    def workers(self, waited: Waited) -> list[Worker]:
        """Goroutines that count the awaited group down, in source order of their start."""
        if self._workers is None:
            self._workers = self.index_workers()
        found: dict[tuple[int, str], Worker] = {}
        for key in (waited.path, class_of(waited.operand)):
            if key:
                for worker in self._workers.get(key, ()):
                    found.setdefault((id(worker.op), worker.function.id), worker)
        return list(found.values())

    def index_workers(self) -> dict[object, list[Worker]]:
        """Counted goroutines by the path of their group in the spawner, and by its class when that is no local variable."""
        found: dict[object, list[Worker]] = {}

        def add(path: Path | None, class_: str, worker: Worker) -> None:
            if path is not None:
                found.setdefault(path, []).append(worker)
            if class_ and ":" not in class_:
                found.setdefault(class_, []).append(worker)

        for thread in self.goroutines.sites:
            function = self.program.functions.get(thread.entry)
            spawner = self.program.functions.get(thread.spawner)
            if function is None or spawner is None or thread.op is None:
                continue
            summary = self.summaries.get(thread.entry)
            downs: dict[Path, None] = {}
            for outcome in summary.outcomes if summary is not None else ():
                for path, delta in outcome.counts:
                    if delta is None or delta < 0:
                        downs[path] = None
            target = self.target_of(thread.op, function) if downs else None
            binding = target.binding() if target is not None else {}
            for path in downs:
                if comes_by_callback(function, path):
                    continue
                worker = Worker(function, spawner, thread.op, target, path)
                add(translate(path, binding, function), self.class_of_path(path), worker)
            operand = group_operand(thread.op)
            if operand is not None:
                add(path_of(operand), class_of(operand), Worker(function, spawner, thread.op, None, None))
        return found

    def target_of(self, op: Op, function: Function) -> Target | None:
        """The target of a go statement that is this function."""
        if type(op) is Go:
            for item in self.program.resolver.targets(op.call)[0]:
                if item.function is function:
                    return item
        return None

    def before_done(self, worker: Worker) -> frozenset[int]:
        """Offsets of the worker's operations that can run before it has counted down by a plain call of Done."""
        function = worker.function
        done = {
            id(record.op)
            for record in self.by_function.get(function.id, ())
            if record.path == worker.path and not self.is_add(record)
        }
        found: set[int] = set()
        pending = [0]
        seen = {0}
        while pending:
            block = function.blocks[pending.pop()]
            for op in block.ops:
                if id(op) in done:
                    break
                found.add(op.pos)
                if type(op) is Defer:
                    found.add(op.call.pos)
            else:
                for succ in block.succs:
                    if succ not in seen:
                        seen.add(succ)
                        pending.append(succ)
        return frozenset(found)

    def in_loop(self, waited: Waited) -> WaitCycle | None:
        """Wait inside the loop that starts the workers, after one Add for all of them."""
        path = waited.path
        loop = self.loop_of(waited.function, waited.op)
        if path is None or not loop:
            return None
        function = waited.function
        adds = [r for r in self.by_function.get(function.id, ()) if r.path == path and self.is_add(r)]
        if not adds or any(function.in_loop(self.loop_of(function, r.op), loop) for r in adds):
            return None
        if all(r.delta == 1 for r in adds):
            return None
        root = path[0]
        if type(root) is Var and root.loop and function.in_loop(root.loop, loop):
            return None
        for worker in self.workers(waited):
            if worker.spawner is function and function.in_loop(self.loop_of(function, worker.op), loop):
                start = (worker.function, worker.op)
                return WaitCycle(
                    function, waited.op, path_text(path), "loop", None, start, (function, adds[0].op), None
                )
        return None

    def under_lock(self, waited: Waited) -> WaitCycle | None:
        """Wait while holding a lock that a worker takes before it is done."""
        # An unlock of the same role under another name may give back what seems held:
        # `if s, ok := x.(*T); ok { s.mu.Unlock() }`.
        renamed = self.renamed.get(waited.function.id, frozenset())
        held = [
            hold
            for hold in waited.held
            if hold.path is not None and hold.how not in CALLERS and hold.class_ not in renamed
        ]
        if not held:
            return None
        for worker in self.workers(waited):
            binding = worker.target.binding() if worker.target is not None else {}
            early = self.before_done(worker)
            for event in self.summaries[worker.function.id].acquires:
                if event.site.pos not in early:
                    continue
                outer = translate(event.path, binding, worker.function) if event.path is not None else None
                for hold in held:
                    if hold.mode == "R" and event.mode == "R":
                        continue
                    same = outer is not None and hold.path == outer
                    alike = ":" not in hold.class_ and bool(hold.class_) and hold.class_ == event.class_
                    if same or (alike and (outer is None or worker.spawner is not waited.function)):
                        text = path_text(waited.path) if waited.path is not None else "the group"
                        start = (worker.function, worker.op)
                        root = waited.path[0] if waited.path is not None and len(waited.path) > 1 else None
                        one = same or (root is not None and hold.path is not None and hold.path[0] is root)
                        return WaitCycle(
                            waited.function,
                            waited.op,
                            text,
                            "lock",
                            hold,
                            start,
                            (worker.spawner, worker.op),
                            event,
                            one,
                        )
        return None

    def own_done(self, waited: Waited) -> WaitCycle | None:
        """Wait by a function whose own deferred Done is among what it waits for."""
        function, path = waited.function, waited.path
        if path is None or not self.is_local(function, path):
            return None
        count = count_of(waited.counts, path)
        if count is None or count <= 0 or self.loop_of(function, waited.op) or self.is_bulk(function, path):
            return None
        if any(count_of(other.counts, path) != count for other in self.waits_of[function.id] if other.op is waited.op):
            return None
        deferred = [
            op
            for block in function.blocks
            for op in block.ops
            if type(op) is Defer and op.pos < waited.op.pos and self.is_done(op.call, path)
        ]
        if len(deferred) != count:
            return None
        return WaitCycle(function, waited.op, path_text(path), "own", None, None, (function, deferred[0]), None)

    def is_done(self, call: Call, path: Path) -> bool:
        """Whether a call is ``Done`` of the group at a path."""
        callee = call.callee
        return type(callee) is MethodRef and callee.symbol.id == "sync.WaitGroup.Done" and path_of(callee.recv) == path

    def by_worker(self, waited: Waited) -> WaitCycle | None:
        """Wait by a goroutine that the group itself counts."""
        function = waited.function
        path = waited.path
        if path is None or function.id not in self.goroutines.started:
            return None
        root = path[0]
        if type(root) is Var and root.owner is function and root.kind == "local":
            return None
        if count_of(waited.counts, path) != 0:
            return None
        lefts = [left for left in self.left.get(function.id, ()) if type(left.op) is Return]
        if not lefts or any((count_of(left.counts, path) or 0) >= 0 for left in lefts):
            return None
        if any(r.path == path and self.is_add(r) for r in self.by_function.get(function.id, ())):
            return None
        thread = self.goroutines.started[function.id][0]
        spawner = self.program.functions[thread.spawner]
        assert thread.op is not None
        return WaitCycle(
            function, waited.op, path_text(path), "self", None, (function, thread.op), (spawner, thread.op), None
        )

    def below_worker(self, waited: Waited) -> WaitCycle | None:
        """Wait in what a goroutine calls that the group itself counts, before it has counted down."""
        function = waited.function
        for worker in self.workers(waited):
            entry = worker.function
            if entry is function and worker.path is None and self.is_own_group(worker, waited.path):
                start = (worker.spawner, worker.op)
                text = path_text(waited.path) if waited.path is not None else "the group"
                return WaitCycle(function, waited.op, text, "self", None, start, start, None)
            if entry is function or function.id not in self.goroutines.below(entry.id):
                continue
            ways = self.ways.get(entry.id)
            if ways is None:
                ways = self.ways[entry.id] = ways_from(self.program, entry)
            steps = ways.get(function.id)
            if not steps:
                continue
            if worker.path is not None and steps[0].op.pos not in self.before_done(worker):
                continue
            if worker.path is not None and (self.is_done_before(steps, worker.path) or not self.always_counts(worker)):
                continue
            path = carried(waited.operand, steps)
            own = worker.path
            if own is None and path is not None:
                target = self.started_target(worker)
                path = translate(path, target.binding(), entry) if target is not None else None
                operand = group_operand(worker.op)
                own = path_of(operand) if operand is not None else None
            if path is not None and path == own:
                first = (steps[0].caller, steps[0].op)
                text = path_text(waited.path) if waited.path is not None else path_text(path)
                return WaitCycle(function, waited.op, text, "self", None, first, (worker.spawner, worker.op), None)
        return None

    def is_own_group(self, worker: Worker, path: Path | None) -> bool:
        """Whether a path is the group that a worker was started through: ``wg.Go(func() { wg.Wait(); close(results) })``."""
        target = self.started_target(worker)
        operand = group_operand(worker.op)
        own = path_of(operand) if operand is not None else None
        return (
            path is not None
            and own is not None
            and target is not None
            and translate(path, target.binding(), worker.function) == own
        )

    def is_done_before(self, steps: tuple[Step, ...], path: Path) -> bool:
        """Whether one of the calls on a way comes behind a Done of the group: in its function, or deferred before the Done."""
        class_ = self.class_of_path(path)
        for step in steps:
            downs = [
                record
                for record in self.by_function.get(step.caller.id, ())
                if not self.is_add(record)
                and (record.path == path or (class_ and self.class_of_path(record.path) == class_))
            ]
            plain = {id(op) for block in step.caller.blocks for op in block.ops}
            late = {id(d.call): d.pos for block in step.caller.blocks for d in block.ops if type(d) is Defer}
            for record in downs:
                if id(record.op) in plain and reaches(step.caller, record.op, step.op):
                    return True
                if type(step.op) is Defer and late.get(id(record.op), 0) > step.op.pos:
                    return True
        return False

    def always_counts(self, worker: Worker) -> bool:
        """Whether a goroutine counts the group down on all its ways out."""
        outcomes = self.summaries[worker.function.id].outcomes
        return all(worker.path is None or count_of(outcome.counts, worker.path) != 0 for outcome in outcomes)

    def started_target(self, worker: Worker) -> Target | None:
        """The target by which a library call starts a worker: ``wg.Go(s.run)``."""
        call = call_in(worker.op)
        for argument in call.args if call is not None else ():
            for item in self.program.resolver.targets(Call(worker.op.pos, worker.op.end, argument, (), ""))[0]:
                if item.function is worker.function:
                    return item
        return None

    def undrained(self, waited: Waited) -> WaitCycle | None:
        """Wait before the only receives of what the workers send on a local channel that has no room for it."""
        function = waited.function
        sent: dict[Var, int] = {}
        for worker in self.workers(waited):
            if worker.spawner is not function or (worker.target is None and type(worker.op) is Go):
                continue
            binding = worker.target.binding() if worker.target is not None else {}
            early = self.before_done(worker)
            for event in self.summaries[worker.function.id].blocks:
                if event.kind != "send" or event.path is None or event.site.pos not in early:
                    continue
                outer = translate(event.path, binding, worker.function)
                if outer is None or len(outer) != 1 or type(outer[0]) is not Var:
                    continue
                chan = outer[0]
                made = chan.defs[0] if len(chan.defs) == 1 else None
                if type(made) is not MakeChan or made.capacity is None:
                    continue
                send = self.send_of(worker.function, event.site.pos)
                if made.capacity:
                    # Only sends that surely happen count against the room.
                    if type(send) is not Send or not self.is_unavoidable(worker.function, send):
                        continue
                    many = self.loop_of(function, worker.op) or self.loop_of(function, waited.op)
                    sent[chan] = sent.get(chan, 0) + (0 if many else 1)
                    if sent[chan] <= made.capacity:
                        continue
                if not self.only_later(chan, function, waited.op):
                    continue
                receive = self.receive_of(chan, function)
                text = path_text(waited.path) if waited.path is not None else "the group"
                return WaitCycle(
                    function, waited.op, text, "room" if made.capacity else "drain", None,
                    (worker.function, send or worker.op), (function, receive) if receive is not None else None, None,
                )  # fmt: skip
        return None

    def is_unavoidable(self, function: Function, op: Op) -> bool:
        """Whether every way through a function passes an operation."""
        pending = [0]
        seen = {0}
        while pending:
            block = function.blocks[pending.pop()]
            if any(item is op for item in block.ops):
                continue
            if not block.succs:
                return False
            for succ in block.succs:
                if succ not in seen:
                    seen.add(succ)
                    pending.append(succ)
        return True

    def send_of(self, worker: Function, pos: int) -> Op | None:
        """The send operation at an offset of a worker."""
        for block in worker.blocks:
            for op in block.ops:
                if op.pos == pos:
                    return op
        return None

    def receive_of(self, chan: Var, function: Function) -> Op | None:
        """The function's own receive from a channel."""
        for block in function.blocks:
            for op in block.ops:
                if type(op) is Recv and path_of(op.chan) == (chan,):
                    return op
        return None

    def only_later(self, chan: Var, function: Function, wait: Op) -> bool:
        """Whether a channel made here is received from only behind the Wait, in this goroutine."""
        if chan.owner is not function:
            return False
        counted = {thread.entry for thread in self.goroutines.sites if thread.spawner == function.id}
        for item in family(function):
            for block in item.blocks:
                for op in block.ops:
                    if type(op) is Recv and path_of(op.chan) == (chan,):
                        if item is not function:
                            return False
                    elif type(op) is Select:
                        if any(arm.kind == "recv" and path_of(arm.chan) == (chan,) for arm in op.arms):
                            return False
                    elif (call := call_in(op)) is not None:
                        if any(path_of(argument) == (chan,) for argument in call.args):
                            targets, complete = self.program.resolver.targets(call)
                            only = targets[0].function if complete and len(targets) == 1 else None
                            if only is None or only.id not in counted:
                                return False
                    elif (type(op) is Return and any(path_of(value) == (chan,) for value in op.values)) or (
                        type(op) is Send and path_of(op.value) == (chan,)
                    ):
                        return False
        return not self.reaches(function, chan, wait)

    def reaches(self, function: Function, chan: Var, wait: Op) -> bool:
        """Whether a receive can run before the Wait."""
        pending = [0]
        seen = {0}
        while pending:
            block = function.blocks[pending.pop()]
            stopped = False
            for op in block.ops:
                if op is wait:
                    stopped = True
                    break
                if type(op) is Recv and path_of(op.chan) == (chan,):
                    return True
            if not stopped:
                for succ in block.succs:
                    if succ not in seen:
                        seen.add(succ)
                        pending.append(succ)
        return False

    # --- reuse -------------------------------------------------------------------------------------------------

    def reused(self) -> Iterator[Reused]:
        """Additions that start a new round while a goroutine may still wait for the old one."""
        seen: set[tuple[str, int]] = set()
        for thread in self.goroutines.sites:
            waiter = self.program.functions.get(thread.entry)
            spawner = self.program.functions.get(thread.spawner)
            if waiter is None or spawner is None or thread.op is None:
                continue
            for waited in self.waits_of.get(waiter.id, ()):
                if waited.path is None:
                    continue
                outer = self.outer_path(thread.op, waiter, waited.path)
                if outer is None or (type(outer[0]) is Var and outer[0].loop):
                    continue
                records = self.by_function.get(spawner.id, [])
                if any(r.path == outer and not self.is_add(r) for r in records):
                    continue  # the spawner holds a count of its own
                behind = self.goroutines.behind(spawner, thread)
                for record in records:
                    if record.path != outer or not self.is_add(record) or id(record.op) not in behind:
                        continue
                    if (spawner.id, record.op.pos) in seen or not self.own_op(spawner, record.op):
                        continue
                    seen.add((spawner.id, record.op.pos))
                    yield Reused(
                        spawner, record.op, path_text(outer), (waiter, waited.op), thread.op, self.waits_first(waited)
                    )
                for block in spawner.blocks:
                    for op in block.ops:
                        operand = group_operand(op)
                        if operand is None or is_reusable(op) or path_of(operand) != outer or id(op) not in behind:
                            continue
                        if (spawner.id, op.pos) not in seen:
                            seen.add((spawner.id, op.pos))
                            yield Reused(
                                spawner, op, path_text(outer), (waiter, waited.op), thread.op, self.waits_first(waited)
                            )

    def waits_first(self, waited: Waited) -> bool:
        """Whether nothing that may take long stands before a goroutine's Wait: no call, no channel."""
        function = waited.function
        before = source_of(function)[function.pos : waited.op.pos].partition(b"{")[2]
        return re.search(rb"[\w\])]\(|<-", before) is None

    def own_op(self, function: Function, op: Op) -> bool:
        """Whether the operation is one of the function itself."""
        return any(op is item for block in function.blocks for item in block.ops)


__all__ = ["Send", "WaitGroups"]
