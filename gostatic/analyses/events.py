"""What the path simulation saw, as plain records per function. Rules and later analyses read these; nothing here decides."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple, TypeVar

from gostatic.analyses.facts import common
from gostatic.analyses.summary import Blocking, Facts, Hold, State
from gostatic.ir.function import Function
from gostatic.ir.ops import Op
from gostatic.ir.values import Path, Value
from gostatic.models.effects import Kind

Counts = tuple[tuple[Path, "int | None"], ...]


class Taken(NamedTuple):
    """A lock operation of the function's own."""

    function: Function
    op: Op
    hold: Hold


class ContractRelease(NamedTuple):
    """An unlock of a lock that this function did not take on this path: the caller must hold it."""

    function: Function
    op: Op
    path: Path
    class_: str
    text: str


class NilChannel(NamedTuple):
    """An operation on a channel that is nil on this path: ``kind`` is send, recv, range or close."""

    function: Function
    op: Op
    kind: str
    text: str


class Reacquired(NamedTuple):
    """A lock taken by a goroutine that holds it; ``deferred`` when its release is deferred; ``certain`` when all callees do."""

    function: Function
    op: Op
    held: Hold
    taken: Hold
    deferred: bool
    certain: bool


class Alike(NamedTuple):
    """A lock of the same class as a held one is taken inside a call: the same lock if the program has only one of them."""

    function: Function
    op: Op
    held: Hold
    taken: Hold


class Edge(NamedTuple):
    """``taken`` is taken while ``held`` is held; ``gates`` are the classes of all locks held then."""

    function: Function
    op: Op
    held: Hold
    taken: Hold
    gates: frozenset[str]


class Blocked(NamedTuple):
    """A blocking operation with locks held."""

    function: Function
    op: Op
    event: Blocking
    path: Path | None
    held: tuple[Hold, ...]


class WrongUnlock(NamedTuple):
    """An unlock of the other mode."""

    function: Function
    op: Op
    hold: Hold
    mode: str
    text: str


class DoubleUnlock(NamedTuple):
    """An unlock of a lock that was already given back on this path."""

    function: Function
    op: Op
    path: Path
    text: str
    how: str


class Released(NamedTuple):
    """A lock given back."""

    function: Function
    op: Op
    hold: Hold
    path: Path | None


class Left(NamedTuple):
    """A way out of the function, after its deferred calls; ``facts`` hold on all paths that leave so."""

    function: Function
    op: Op
    held: tuple[Hold, ...]
    counts: Counts
    thread: int
    returned: tuple[tuple[int, object], ...]
    recovered: bool
    defers: tuple[int, ...]
    facts: Facts


class BackEdge(NamedTuple):
    """A jump back to a loop's head with locks held."""

    function: Function
    op: Op
    held: tuple[Hold, ...]
    defers: tuple[int, ...]


class DeferredLock(NamedTuple):
    """``defer mu.Lock()`` while the lock is held."""

    function: Function
    op: Op
    hold: Hold
    text: str


class TryDropped(NamedTuple):
    """The result that says whether a lock was taken is dropped."""

    function: Function
    op: Op
    hold: Hold


class Counted(NamedTuple):
    """A WaitGroup counter changed: ``before`` and ``after`` are all counts of the path."""

    function: Function
    op: Op
    path: Path
    kind: Kind
    delta: int | None
    before: Counts
    after: Counts


class Spawned(NamedTuple):
    """A goroutine was started whose body changes counters."""

    function: Function
    op: Op
    before: Counts
    after: Counts


class Waited(NamedTuple):
    """A wait for a WaitGroup or group."""

    function: Function
    op: Op
    operand: Value
    path: Path | None
    held: tuple[Hold, ...]
    counts: Counts


class CondWaited(NamedTuple):
    """A ``Cond.Wait``."""

    function: Function
    op: Op
    operand: Value
    held: tuple[Hold, ...]


Record = TypeVar("Record", bound=tuple)  # type: ignore[type-arg]


class Events:
    """Collects records per function, each once, in the order of the simulation (which follows the source)."""

    def __init__(self) -> None:
        self.records: dict[str, dict[object, tuple[object, ...]]] = {}
        self.class_names: dict[Path, str] = {}
        self.seen_as: dict[str, str] = {}  # the class a callee gives a lock, by the class its caller knows it by
        self.bare_locks: dict[str, bool] = {}  # whether a class is the lock of a struct that is nothing else
        self.contracts: set[str] = set()
        # Classes of locks whose Lock is handed on as a method value: somebody may take them where no operation is seen.
        self.taken_by_value: set[str] = set()
        self.stated: dict[str, tuple[Hold, ...]] = {}  # contracts that comments state, by function id
        self.bounded: list[Function] = []
        self.simulated = self.visited = (
            0  # how many functions were simulated, counted each time, and blocks in all states
        )
        self.spent: dict[str, float] | None = None  # seconds by function, when they are wanted
        self.current: dict[object, tuple[object, ...]] = {}

    def begin(self, function: Function) -> None:
        """Starts (or restarts) a function."""
        self.current = self.records[function.id] = {}

    def of(self, kind: type[Record]) -> Iterator[Record]:
        """All records of one kind, function by function."""
        for records in self.records.values():
            for record in records.values():
                if type(record) is kind:
                    yield record

    def put(self, key: object, record: tuple[object, ...]) -> None:
        """Keeps the first record under a key."""
        self.current.setdefault(key, record)

    def took(self, function: Function, op: Op, hold: Hold) -> None:
        """See :class:`Taken`."""
        self.put(("took", id(op)), Taken(function, op, hold))

    def contract_release(self, function: Function, op: Op, path: Path, class_: str, text: str) -> None:
        """See :class:`ContractRelease`."""
        self.contract(class_)
        self.put(("contract", id(op), path), ContractRelease(function, op, path, class_, text))

    def nil_channel(self, function: Function, op: Op, kind: str, text: str) -> None:
        """See :class:`NilChannel`."""
        self.put(("nil", id(op)), NilChannel(function, op, kind, text))

    def back_edge(self, function: Function, op: Op, held: tuple[Hold, ...], defers: tuple[int, ...]) -> None:
        """See :class:`BackEdge`."""
        self.put(("back", id(op), held), BackEdge(function, op, held, defers))

    def exit(
        self, function: Function, op: Op, state: State, returned: dict[int, object], facts: Facts, recovered: bool
    ) -> None:
        """See :class:`Left`."""
        held, counts, thread, defers = state.held, state.counts, state.thread, state.defers
        ret = tuple(sorted(returned.items()))
        key = ("exit", id(op), held, counts, thread, ret)
        known = self.current.get(key)
        if type(known) is Left:
            if len(known.facts) > 0:
                self.current[key] = known._replace(facts=common(known.facts, facts))
        else:
            self.current[key] = Left(function, op, held, counts, thread, ret, recovered, defers, facts)

    def never(self, function: Function, op: Op, state: State) -> None:
        """``select {}``: nothing more runs on this path."""

    def deferred_lock(self, function: Function, op: Op, hold: Hold, text: str) -> None:
        """See :class:`DeferredLock`."""
        self.put(("deferred", id(op)), DeferredLock(function, op, hold, text))

    def blocked(self, function: Function, op: Op, event: Blocking, path: Path | None, held: tuple[Hold, ...]) -> None:
        """See :class:`Blocked`."""
        self.put(("blocked", id(op), event.kind, event.class_, path, held), Blocked(function, op, event, path, held))

    def reacquired(
        self, function: Function, op: Op, held: Hold, taken: Hold, defers: tuple[int, ...], certain: bool
    ) -> None:
        """See :class:`Reacquired`."""
        record = Reacquired(function, op, held, taken, bool(defers), certain)
        self.put(("again", id(op), held.site, taken.class_, held.mode, taken.mode), record)

    def alike(self, function: Function, op: Op, held: Hold, taken: Hold) -> None:
        """See :class:`Alike`."""
        self.put(("alike", id(op), held.class_, held.mode, taken.mode), Alike(function, op, held, taken))

    def edge(self, function: Function, op: Op, held: Hold, taken: Hold, all_held: tuple[Hold, ...]) -> None:
        """See :class:`Edge`."""
        gates = frozenset(hold.class_ for hold in all_held if hold is not held and hold.class_)
        key = ("edge", held.class_, taken.class_, held.mode, taken.mode, held.path, taken.path, gates)
        self.put(key, Edge(function, op, held, taken, gates))

    def wrong_unlock(self, function: Function, op: Op, hold: Hold, mode: str, text: str) -> None:
        """See :class:`WrongUnlock`."""
        self.put(("wrong", id(op), mode), WrongUnlock(function, op, hold, mode, text))

    def double_unlock(self, function: Function, op: Op, path: Path, text: str, how: str) -> None:
        """See :class:`DoubleUnlock`."""
        self.put(("twice", id(op)), DoubleUnlock(function, op, path, text, how))

    def released(self, function: Function, op: Op, hold: Hold, path: Path | None) -> None:
        """See :class:`Released`."""
        self.put(("released", id(op), hold), Released(function, op, hold, path))

    def aliases(self, class_: str) -> Iterator[str]:
        """The class of a lock and those that the callees that work on it know it by."""
        seen: set[str] = set()
        while class_ and class_ not in seen:
            yield class_
            seen.add(class_)
            class_ = self.seen_as.get(class_, "")

    def contract(self, class_: str) -> None:
        """Some function gives back a lock of this class for its caller."""
        if class_:
            self.contracts.add(class_)

    def try_dropped(self, function: Function, op: Op, hold: Hold) -> None:
        """See :class:`TryDropped`."""
        self.put(("try", id(op)), TryDropped(function, op, hold))

    def counted(
        self, function: Function, op: Op, path: Path, kind: Kind, delta: int | None, before: Counts, after: Counts
    ) -> None:
        """See :class:`Counted`."""
        self.put(("count", id(op), path, before), Counted(function, op, path, kind, delta, before, after))

    def spawn_counts(self, function: Function, op: Op, before: Counts, after: Counts) -> None:
        """See :class:`Spawned`."""
        if before != after:
            self.put(("spawn", id(op), before), Spawned(function, op, before, after))

    def waited(self, function: Function, op: Op, operand: Value, path: Path | None, state: State) -> None:
        """See :class:`Waited`."""
        held, counts = state.held, state.counts
        self.put(("wait", id(op), held, counts), Waited(function, op, operand, path, held, counts))

    def cond_wait(self, function: Function, op: Op, operand: Value, state: State) -> None:
        """See :class:`CondWaited`."""
        held = state.held
        self.put(("cond", id(op), held), CondWaited(function, op, operand, held))
