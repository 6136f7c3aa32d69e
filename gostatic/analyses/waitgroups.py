"""WaitGroup discipline: what is added, counted down and waited for, in which goroutine."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from gostatic.analyses.events import Counted, Counts, Events, Left, Spawned, Waited
from gostatic.analyses.goroutines import Goroutines
from gostatic.analyses.paths import path_text
from gostatic.analyses.summary import Acquisition, Hold, Summary
from gostatic.analyses.uses import escapes, family, loops_of, operands
from gostatic.callgraph.program import Program
from gostatic.callgraph.targets import Target, translate
from gostatic.ir.function import Function
from gostatic.ir.ops import Call, Defer, Exit, Go, Op, Panic, Recv, Return, Select, Send, call_in
from gostatic.ir.values import MakeChan, MethodRef, Path, Var, class_of, path_of
from gostatic.models.effects import Kind


class Missing(NamedTuple):
    """A count that is not given back: at ``op`` (an Add, or the exit that skips Done).

    ``reason`` is nobody (no Done at all), skipped (an exit of the goroutine skips it) or unbalanced (a path adds without starting).
    """

    function: Function
    op: Op
    text: str
    reason: str
    add: Op | None
    wait: Op | None
    spawn: tuple[Function, Op] | None
    class_: str


class Negative(NamedTuple):
    """A count below zero at ``op``; ``other`` is the earlier count-down."""

    function: Function
    op: Op
    text: str
    spawned: bool
    other: Op | None


class AddInside(NamedTuple):
    """An Add in the goroutine it counts; ``spawn`` starts it, ``wait`` does not wait for it."""

    function: Function
    op: Op
    text: str
    spawn: tuple[Function, Op]
    wait: tuple[Function, Op]


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


class Reused(NamedTuple):
    """An Add for a new round while a Wait started earlier may still be waiting."""

    function: Function
    op: Op
    text: str
    waiter: tuple[Function, Op]
    spawn: Op


def count_of(counts: Counts, path: Path) -> int | None:
    """The count of one WaitGroup on a path; 0 when it was not touched."""
    for known, value in counts:
        if known == path:
            return value
    return 0


class WaitGroups:
    """Answers the questions of the WaitGroup rules; built once per run."""

    def __init__(
        self, program: Program, events: Events, summaries: dict[str, Summary], goroutines: Goroutines
    ) -> None:
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

    def is_bulk(self, function: Function, path: Path) -> bool:
        """Whether additions and count-downs happen in different loops: then single turns say nothing."""
        adds = {self.loop_of(function, r.op) for r in self.by_function.get(function.id, ()) if r.path == path and self.is_add(r)}
        others = {
            self.loop_of(function, r.op) for r in self.by_function.get(function.id, ()) if r.path == path and not self.is_add(r)
        }
        others |= {
            self.loop_of(function, r.op)
            for r in self.spawns_of.get(function.id, ())
            if count_of(r.before, path) != count_of(r.after, path)
        }
        in_loops = {loop for loop in others if loop} | {loop for loop in adds if loop}
        return bool(in_loops) and adds != others

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
            if path is None or not self.is_local(waited.function, path):
                continue
            count = count_of(waited.counts, path)
            if count is None or count <= 0 or self.is_bulk(waited.function, path):
                continue
            add = self.add_op(waited.function, path)
            if add is None or (waited.function.id, add.pos) in reported:
                continue
            if self.class_of_path(path) in skipped_classes:
                continue
            reported.add((waited.function.id, add.pos))
            reason = "unbalanced" if self.has_done(waited.function, path) else "nobody"
            yield Missing(
                waited.function, add, path_text(path), reason, add, waited.op, None, self.class_of_path(path)
            )
        yield from self.nobody(reported)

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
                for left in lefts:
                    if count_of(left.counts, path) != 0 or not self.goes_on(left):
                        continue
                    if (function.id, left.op.pos) in seen or self.passes_on(function, path):
                        continue
                    seen.add((function.id, left.op.pos))
                    spawner = self.program.functions[thread.spawner]
                    wait = self.wait_for(path, function, spawner)
                    yield Missing(
                        function, left.op, path_text(path), "skipped", None, wait, (spawner, thread.op),
                        self.class_of_path(path),
                    )  # fmt: skip

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
        done = self.done_classes()
        for class_, record in adds.items():
            if class_ not in waits or class_ in done or ":" in class_:
                continue
            if (record.function.id, record.op.pos) in reported:
                continue
            yield Missing(
                record.function, record.op, path_text(record.path), "nobody", record.op, waits[class_], None, class_
            )

    def done_classes(self) -> set[str]:
        """Classes of groups that something counts down, or that are handed to code nobody sees."""
        found: set[str] = set()
        for function, op in self.program.operations():
            call = call_in(op)
            for value in operands(op):
                if type(value) is MethodRef and value.symbol.id in ("sync.WaitGroup.Done", "sync.WaitGroup.Add"):
                    if value.symbol.name == "Done" or call is None or value is not call.callee:
                        found.add(class_of(value.recv))
                    elif call is not None and call.args and getattr(call.args[0], "value", 1) is not None:
                        amount = getattr(call.args[0], "value", None)
                        if amount is None or amount < 0:
                            found.add(class_of(value.recv))
                elif call is not None and value is not call.callee:
                    class_ = class_of(value)
                    if class_:
                        found.add(class_)
                elif call is None:
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
            after = count_of(record.after, record.path)
            if after is not None and after < 0 and (record.function.id, record.op.pos) not in seen:
                if record.delta is not None and record.delta < 0:
                    seen.add((record.function.id, record.op.pos))
                    yield Negative(record.function, record.op, path_text(record.path), False, None)
        for spawned in self.spawned:
            for path, _ in spawned.after:
                if not self.is_local(spawned.function, path) or self.is_bulk(spawned.function, path):
                    continue
                after = count_of(spawned.after, path)
                before = count_of(spawned.before, path)
                if after is None or before is None or after >= 0 or before < 0:
                    continue
                key = (spawned.function.id, spawned.op.pos)
                if key not in seen:
                    seen.add(key)
                    yield Negative(spawned.function, spawned.op, path_text(path), True, None)
        yield from self.twice(seen)

    def twice(self, seen: set[tuple[str, int]]) -> Iterator[Negative]:
        """Goroutines that count down twice on one path and once on another."""
        for thread in self.goroutines.sites:
            function = self.program.functions.get(thread.entry)
            if function is None:
                continue
            lefts = self.left.get(function.id, [])
            for left in lefts:
                for path, count in left.counts:
                    if count is None or count > -2:
                        continue
                    if not any(count_of(other.counts, path) == -1 for other in lefts):
                        continue
                    for record in self.by_function.get(function.id, ()):
                        if record.path == path and count_of(record.after, path) == -1 and record.delta == -1:
                            key = (function.id, record.op.pos)
                            if key not in seen and self.loop_of(function, record.op) == 0:
                                seen.add(key)
                                yield Negative(function, record.op, path_text(path), False, None)
                                break

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
                    count is not None and count < 0 for left in self.left.get(function.id, ()) for p, count in left.counts if p == path
                ):
                    continue
                if any(other.op.pos < record.op.pos and type(other.op) is not Defer and self.plain_call(function, other.op) for other in downs):
                    continue
                outer = self.outer_path(thread.op, function, path)
                class_ = self.class_of_path(path)
                if self.adds_before(spawner, outer, class_, thread.op):
                    continue
                wait = self.other_wait(outer, path, class_, function)
                if wait is not None:
                    seen.add((function.id, record.op.pos))
                    yield AddInside(function, record.op, path_text(path), (spawner, thread.op), wait)

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

    def adds_before(self, spawner: Function, outer: Path | None, class_: str, op: Op) -> bool:
        """Whether the spawner itself adds to the group."""
        for record in self.by_function.get(spawner.id, ()):
            if self.is_add(record) and (record.path == outer or (class_ and self.class_of_path(record.path) == class_)):
                return True
        return False

    def other_wait(
        self, outer: Path | None, path: Path, class_: str, function: Function
    ) -> tuple[Function, Op] | None:
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
            found = self.in_loop(waited) or self.under_lock(waited) or self.by_worker(waited) or self.undrained(waited)
            if found is not None:
                seen.add(key)
                yield found

    def workers(self, waited: Waited) -> Iterator[tuple[Function, Function, Op, Target | None]]:
        """Goroutines that count the awaited group down: (worker, spawner, go operation, target)."""
        class_ = class_of(waited.operand)
        for thread in self.goroutines.sites:
            function = self.program.functions.get(thread.entry)
            spawner = self.program.functions.get(thread.spawner)
            summary = self.summaries.get(thread.entry)
            if function is None or spawner is None or summary is None or thread.op is None:
                continue
            target: Target | None = None
            if type(thread.op) is Go:
                for item in self.program.resolver.targets(thread.op.call)[0]:
                    if item.function is function:
                        target = item
            binding = target.binding() if target is not None else {}
            for outcome in summary.outcomes:
                hit = False
                for path, delta in outcome.counts:
                    if delta is not None and delta >= 0:
                        continue
                    outer = translate(path, binding, function)
                    known = self.class_of_path(path)
                    same_path = outer is not None and outer == waited.path
                    if same_path or (class_ and ":" not in class_ and known == class_):
                        hit = True
                if hit:
                    yield function, spawner, thread.op, target
                    break
            else:
                if type(thread.op) is Call and self.is_group_go(thread.op, waited):
                    yield function, spawner, thread.op, None

    def is_group_go(self, op: Call, waited: Waited) -> bool:
        """Whether an operation is ``wg.Go(f)`` on the awaited group."""
        for target in self.program.resolver.targets(op)[0]:
            if target.effect is not None and target.effect.kind is Kind.GO and target.recv is not None:
                class_ = class_of(waited.operand)
                path = path_of(target.recv)
                return (path is not None and path == waited.path) or (
                    bool(class_) and ":" not in class_ and class_of(target.recv) == class_
                )
        return False

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
        for worker, spawner, op, _ in self.workers(waited):
            if spawner is function and function.in_loop(self.loop_of(function, op), loop):
                return WaitCycle(
                    function, waited.op, path_text(path), "loop", None, (worker, op), (function, adds[0].op), None
                )
        return None

    def under_lock(self, waited: Waited) -> WaitCycle | None:
        """Wait while holding a lock that a worker takes before it is done."""
        if not waited.held:
            return None
        for worker, spawner, op, target in self.workers(waited):
            binding = target.binding() if target is not None else {}
            for event in self.summaries[worker.id].acquires:
                outer = translate(event.path, binding, worker) if event.path is not None else None
                for hold in waited.held:
                    if hold.how == "borrowed" or (hold.mode == "R" and event.mode == "R"):
                        continue
                    same = outer is not None and hold.path == outer
                    alike = ":" not in hold.class_ and bool(hold.class_) and hold.class_ == event.class_
                    if same or (alike and (outer is None or hold.path is None or spawner is not waited.function)):
                        text = path_text(waited.path) if waited.path is not None else "the group"
                        return WaitCycle(
                            waited.function, waited.op, text, "lock", hold, (worker, op), (spawner, op), event
                        )
        return None

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

    def undrained(self, waited: Waited) -> WaitCycle | None:
        """Wait before the only receives of what the workers send on an unbuffered local channel."""
        function = waited.function
        for worker, spawner, op, target in self.workers(waited):
            if spawner is not function or target is None and type(op) is Go:
                continue
            binding = target.binding() if target is not None else {}
            for event in self.summaries[worker.id].blocks:
                if event.kind != "send" or event.path is None:
                    continue
                outer = translate(event.path, binding, worker)
                if outer is None or len(outer) != 1 or type(outer[0]) is not Var:
                    continue
                chan = outer[0]
                if not self.only_later(chan, function, waited.op, worker):
                    continue
                receive = self.receive_of(chan, function)
                send = self.send_of(worker, event.site.chain()[-1].pos)
                text = path_text(waited.path) if waited.path is not None else "the group"
                return WaitCycle(
                    function, waited.op, text, "drain", None, (worker, send or op),
                    (function, receive) if receive is not None else None, None,
                )  # fmt: skip
        return None

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

    def only_later(self, chan: Var, function: Function, wait: Op, worker: Function) -> bool:
        """Whether a channel made here is unbuffered and received from only behind the Wait, in this goroutine."""
        if len(chan.defs) != 1 or type(chan.defs[0]) is not MakeChan or chan.defs[0].capacity != 0:
            return False
        if chan.owner is not function:
            return False
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
                            if not complete or len(targets) != 1 or targets[0].function is not worker:
                                return False
                    elif type(op) is Return and any(path_of(value) == (chan,) for value in op.values):
                        return False
                    elif type(op) is Send and path_of(op.value) == (chan,):
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
                    yield Reused(spawner, record.op, path_text(outer), (waiter, waited.op), thread.op)

    def own_op(self, function: Function, op: Op) -> bool:
        """Whether the operation is one of the function itself."""
        return any(op is item for block in function.blocks for item in block.ops)


__all__ = ["Send", "WaitGroups"]
