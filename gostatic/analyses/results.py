"""The results of all analyses of one run: what rules ask. Each is computed when first asked for, and kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cached_property

from gostatic.analyses import (
    cancels,
    captures,
    channel_fields,
    children,
    cond_waits,
    group_contexts,
    onces,
    pipes,
    pulled,
    resources,
    semaphores,
    silenced,
    spins,
    stopped_callbacks,
    test_failures,
    thread_calls,
    thread_pins,
    timers,
    unbounded,
    workers,
)
from gostatic.analyses.blocking import HeldWaits
from gostatic.analyses.census.abandoned import Abandoned, abandoned
from gostatic.analyses.census.closes import Misclosed, misclosed
from gostatic.analyses.census.deserted import Deserted, deserted
from gostatic.analyses.census.flow import Channel, Flow
from gostatic.analyses.census.frequency import Frequency
from gostatic.analyses.census.given_up import given_up
from gostatic.analyses.census.late_drains import LateDrain, late_drains
from gostatic.analyses.census.leaving import Left, left
from gostatic.analyses.census.left_closed import LeftClosed, left_closed, left_objects
from gostatic.analyses.census.owed_answers import Owed, owed
from gostatic.analyses.census.self_waits import SelfWait, self_waits
from gostatic.analyses.census.stranded import stranded
from gostatic.analyses.census.too_early import TooEarly, too_early
from gostatic.analyses.census.unanswered import Unanswered, unanswered, unclosed
from gostatic.analyses.census.unsent import unsent
from gostatic.analyses.channels import Channels
from gostatic.analyses.conds import Conds
from gostatic.analyses.contexts import Contexts
from gostatic.analyses.events import ContractRelease, Events, NilChannel
from gostatic.analyses.goroutines import Goroutines
from gostatic.analyses.group_turns import GroupTurns
from gostatic.analyses.ignored_contexts import IgnoredContext, IgnoredContexts
from gostatic.analyses.lifetime import Lifetime
from gostatic.analyses.lock_order import MAX_CHAIN, Ring, Transfer, rings, transfers
from gostatic.analyses.operations import Operations
from gostatic.analyses.optional import is_optional
from gostatic.analyses.own_resources import OwnResources
from gostatic.analyses.panic_leaks import panic_leaks
from gostatic.analyses.reachability import Reachability
from gostatic.analyses.singletons import Singletons
from gostatic.analyses.solve import Edges, solve
from gostatic.analyses.summary import Hold, Site, Summary
from gostatic.analyses.swaps import may_be_swapped
from gostatic.analyses.unread_fields import is_measured
from gostatic.analyses.unreleased import Unreleased, is_own_local, left_over, unreleased
from gostatic.analyses.wait_rings.nodes import Nodes
from gostatic.analyses.wait_rings.rings import WaitRing, wait_rings
from gostatic.analyses.wait_rings.telling import CHANNEL, ToldRing, tell
from gostatic.analyses.waitgroups import WaitGroups
from gostatic.analyses.waits import is_avoidable, is_followed, passes_field, sole
from gostatic.base.lines import LineCounter
from gostatic.callgraph.program import Program
from gostatic.ir.function import Function
from gostatic.ir.ops import Call, Op

PlaceInCode = tuple[Function, Op]


class Results:
    """Everything the analyses know about a program; ``text_of_file`` gives a file's bytes by its run path,
    ``deployment`` the processors the program is given from outside."""

    def __init__(
        self,
        program: Program,
        text_of_file: Callable[[str], bytes],
        deployment: thread_calls.Deployment = thread_calls.UNKNOWN,
    ) -> None:
        self.program = program
        self.text_of_file = text_of_file
        self.deployment = deployment
        self.spent: dict[str, float] | None = None  # is given seconds by function, when they are wanted
        self._lines: dict[str, LineCounter] = {}

    @cached_property
    def operations(self) -> Operations:
        """Operations by kind, effect and callee."""
        return Operations(self.program)

    @cached_property
    def edges(self) -> Edges:
        """The call graph."""
        return Edges(self.program)

    @cached_property
    def _solved(self) -> tuple[dict[str, Summary], Events]:
        return solve(self.program, self.edges, self.spent)

    @property
    def summaries(self) -> dict[str, Summary]:
        """Summaries by function id."""
        return self._solved[0]

    @property
    def events(self) -> Events:
        """What the path simulation saw."""
        return self._solved[1]

    @cached_property
    def goroutines(self) -> Goroutines:
        """Threads and their order."""
        return Goroutines(self.program, self.edges)

    @cached_property
    def waitgroups(self) -> WaitGroups:
        """WaitGroup discipline."""
        return WaitGroups(self.program, self.events, self.summaries, self.goroutines)

    @cached_property
    def group_turns(self) -> GroupTurns:
        """Loops some turns of which leave a WaitGroup's count."""
        return GroupTurns(self.waitgroups, self.text_of_file)

    @cached_property
    def channels(self) -> Channels:
        """The census of channel operations."""
        return Channels(self.program)

    @cached_property
    def channel_flow(self) -> Flow:
        """Channels as objects: where each goes and all operations on it."""
        return Flow(self.program, self.edges.callers(), self.reachability.is_dead)

    def left_closed(self) -> Iterator[LeftClosed]:
        """Closed channels that stay in the map they were found in."""
        yield from left_closed(self.channel_flow, self.edges.callers(), self.text_of_file)
        yield from left_objects(self.channel_flow)

    @cached_property
    def late_drains(self) -> tuple[LateDrain, ...]:
        """Sends that are received only behind a wait for their senders, as far as no other report tells it."""
        told = {cycle.worker[1].pos for cycle in self.waitgroups.cycles() if cycle.worker is not None}
        told.update(link.node.op.pos for ring in self.told_rings for link in ring.links)
        told.update(found.wait.op.pos for found in self.left() if found.certain)
        drains = late_drains(self.channel_flow, self.goroutines, self.frequency, self.waitgroups)
        return tuple(found for found in drains if found.wait.op.pos not in told)

    @cached_property
    def frequency(self) -> Frequency:
        """How often operations run for one channel."""
        return Frequency(self.channel_flow, self.goroutines)

    @cached_property
    def abandoned(self) -> tuple[Abandoned, ...]:
        """Goroutines left waiting by the function that started them, perhaps by a wait for them."""
        groups = self.waitgroups
        waits = {
            id(waited.op): {
                worker.function.id: tuple(op for op in groups.dones_of(worker) if type(op) is Call)
                for worker in groups.workers(waited) or ()
            }
            for waited in groups.waited
            if type(waited.op) is Call
        }
        return tuple(abandoned(self.channel_flow, self.goroutines, waits))

    @cached_property
    def deserted(self) -> tuple[Deserted, ...]:
        """Waits whose counterpart can leave first, other than ``left`` ones."""
        told = frozenset(id(item.wait.op) for item in self.left())
        found = tuple(deserted(self.channel_flow, self.goroutines, told))
        told = frozenset(id(item.wait.op) for item in found)
        waits = {
            id(waited.op): (
                waited.function,
                waited.op,
                frozenset(worker.function.id for worker in self.waitgroups.workers(waited) or ()),
            )
            for waited in self.waitgroups.waited
        }
        others = stranded(self.channel_flow, self.goroutines, self.frequency, waits)
        return (*found, *(item for item in others if id(item.wait.op) not in told))

    @cached_property
    def self_waits(self) -> tuple[SelfWait, ...]:
        """Goroutines that wait for themselves over a channel."""
        return tuple(self_waits(self.channel_flow, self.goroutines, self.singletons.is_one))

    def too_early(self) -> Iterator[TooEarly]:
        """Waits for goroutines that are started only afterwards."""
        return too_early(self.channel_flow, self.goroutines)

    def unanswered(self) -> Iterator[Unanswered]:
        """Sends nobody receives and receives nobody answers."""
        return unanswered(self.channel_flow, self.frequency, self.is_measured)

    def is_measured(self, channel: Channel, name: str) -> bool:
        """Whether the package of a channel has ``len`` of something of that name."""
        return self.program.types.ask(is_measured, channel.home.pkg, name)

    def owed(self) -> Iterator[Owed]:
        """Receives of answers that some way of the server leaves out."""
        yield from owed(self.channel_flow)
        yield from unsent(self.channel_flow, self.goroutines)

    def left(self) -> Iterator[Left]:
        """Sends that come when the one loop that receives has been left, or who waited for them has given up."""
        yield from left(self.channel_flow, self.goroutines, self.frequency)
        yield from given_up(self.channel_flow, self.goroutines, self.frequency)

    def unclosed(self) -> Iterator[Unanswered]:
        """Ranges over channels nobody closes."""
        expected = workers.Expected(self.program, self.goroutines, self.operations)
        return unclosed(self.channel_flow, expected.to_end, self.goroutines.never_end)

    @cached_property
    def misclosed(self) -> tuple[Misclosed, ...]:
        """Channels closed twice, or sent on when they may be closed."""
        return tuple(misclosed(self.channel_flow, self.goroutines))

    @cached_property
    def held_waits(self) -> HeldWaits:
        """Blocking operations under locks."""
        return HeldWaits(self.program, self.events, self.summaries, self.goroutines, self.channels)

    @cached_property
    def wait_rings(self) -> tuple[WaitRing, ...]:
        """Rings of goroutines that wait for each other."""
        return wait_rings(
            self.program,
            self.goroutines,
            self.singletons.is_one,
            Nodes(
                self.program,
                self.operations,
                self.events,
                self.channel_flow,
                self.waitgroups,
                self.conds,
                self.crossing,
            ),
        )

    @cached_property
    def told_rings(self) -> tuple[ToldRing, ...]:
        """The rings of waits, each with the rule and the place it is told at."""
        # A channel that is drained behind a Wait is the Wait's mistake.
        drains = {id(cycle.other[1]) for cycle in self.waitgroups.cycles() if cycle.other is not None}
        found = []
        for ring in self.wait_rings:
            told = tell(ring)
            if told is None:
                continue
            if told.how != CHANNEL or not any(link.answer and id(link.answer[1]) in drains for link in told.links):
                found.append(told)
        return tuple(found)

    @cached_property
    def unreleased(self) -> tuple[Unreleased, ...]:
        """Locks that stay held."""
        found = tuple(unreleased(self.program, self.events))
        told = {(item.function.id, item.hold.site.pos) for item in found}
        return found + tuple(
            item
            for item in panic_leaks(self.program, self.events)
            if (item.function.id, item.hold.site.pos) not in told
        )

    @cached_property
    def _left_over(self) -> tuple[frozenset[Site], frozenset[tuple[str, int]]]:
        return left_over(self.events, self.unreleased)

    def is_left_over(self, hold: Hold, function: Function) -> bool:
        """Whether a lock held in a function was kept, for want of a release, by a call that is over or a loop's earlier turn."""
        forgotten, carried = self._left_over
        return hold.site.chain()[-1] in forgotten and (
            hold.site.inner is not None or (function.id, hold.site.pos) in carried
        )

    @cached_property
    def singletons(self) -> Singletons:
        """Which types exist once."""
        return Singletons(self.program)

    @cached_property
    def crossing(self) -> frozenset[str]:
        """Classes of locks that one goroutine takes and another gives back: used as signals, not as critical sections."""
        return frozenset(
            record.class_
            for record in self.events.of(ContractRelease)
            if record.function.id in self.goroutines.started or is_own_local(record.path[0], record.function)
        )

    def is_avoidable(self, site: Site) -> bool:
        """Whether the function called at a site can return before it comes to the step that the site leads to."""
        return site.inner is not None and is_avoidable(self.program, site.inner)

    def is_followed(self, site: Site) -> bool:
        """Whether every call inside a callee goes where it is seen to go: one callee, or an object seen to be there.

        An interface that only a type of the program implements may hold a value of a package that is not looked at.
        """
        return site.inner is None or is_followed(self.program, site.inner)

    def is_optional(self, site: Site) -> bool:
        """Whether a callee takes this step only when its caller asks for it, or far down through a function in a field."""
        if is_optional(self.program, site):
            return True
        return len(site.chain()) > MAX_CHAIN and passes_field(self.program, site) and not sole(self.program, site)

    def rings(self) -> Iterator[Ring]:
        """Rings in the lock order that can stop goroutines."""
        return rings(self.events, self.goroutines)

    def transfers(self) -> Iterator[Transfer]:
        """Same-type pairs locked in argument order."""
        return transfers(self.events)

    def may_be_swapped(self, transfer: Transfer) -> bool:
        """Whether the program calls the function with the two objects in one order and in the other."""
        return may_be_swapped(
            self.program, self.edges.callers(), transfer.edge.function, transfer.first, transfer.second
        )

    @cached_property
    def lifetime(self) -> Lifetime:
        """Which functions the process ends with."""
        return Lifetime(self.program, self.edges, self.text_of_file)

    def ends_process(self, function: Function) -> bool:
        """Whether a function is main: the process ends when it returns."""
        return function.parent is None and function.symbol is not None and function.name == "main"

    def captures(self) -> Iterator[captures.Capture]:
        """Captured loop variables."""
        return captures.captures(self.program)

    def cancels(self) -> Iterator[cancels.Cancel]:
        """Forgotten cancel functions."""
        return cancels.cancels(self.program, self.operations, self.ends_process)

    def unwaited_groups(self) -> Iterator[group_contexts.Unwaited]:
        """Errgroups whose context nobody ends."""
        return group_contexts.unwaited_groups(self.program, self.operations, self.ends_process)

    def fatal_calls(self) -> Iterator[test_failures.FatalCall]:
        """Tests failed from foreign goroutines."""
        return test_failures.fatal_calls(self.program, self.goroutines)

    def pinned(self) -> Iterator[thread_pins.Pinned]:
        """Goroutines left locked to their thread."""
        return thread_pins.pinned(self.program, self.events, self.goroutines, self.operations)

    def nil_fields(self) -> Iterator[NilChannel]:
        """Operations on channels in fields that nothing is assigned to."""
        return channel_fields.nil_fields(self.program, self.operations)

    def silenced(self) -> Iterator[silenced.Silenced]:
        """Selects that wait for ever once all their channels have been set to nil."""
        return silenced.silenced(self.operations)

    def cond_misuses(self) -> Iterator[cond_waits.CondMisuse]:
        """Waits in no loop, or without the cond's lock."""
        return cond_waits.cond_misuses(self.program, self.events, self.goroutines)

    @cached_property
    def conds(self) -> Conds:
        """Wake-ups that get lost."""
        return Conds(self.program, self.events, self.summaries, self.goroutines, self.text_of_file)

    def once_reentries(self) -> Iterator[onces.Reentry]:
        """Onces whose function reaches them again."""
        return onces.reentries(self.program, self.edges)

    def slots(self) -> Iterator[semaphores.Slot]:
        """Semaphore slots that some path does not give back."""
        return semaphores.unreleased_slots(self.program, self.operations, self.channels, self.goroutines)

    def unclosed_resources(self) -> Iterator[resources.Unclosed]:
        """Resources that are dropped on some path: the library's, and objects of the program with a goroutine."""
        yield from resources.unclosed(self.program, self.operations)
        yield from pulled.unstopped(self.operations)
        own = OwnResources(self.program, self.operations, self.goroutines, self.lifetime.ends_process)
        yield from own.unclosed()

    def unstopped_tickers(self) -> Iterator[resources.Unclosed]:
        """Tickers that outlive their function."""
        return resources.unstopped_tickers(self.program, self.operations)

    def stopped_callbacks(self) -> Iterator[stopped_callbacks.Stopped]:
        """Receives of what a callback would have said that was just stopped."""
        return stopped_callbacks.stopped_callbacks(self.program, self.operations)

    def timer_misuses(self) -> Iterator[timers.TimerMisuse]:
        """Timers drained in vain or made over and over."""
        return timers.timer_misuses(self.program, self.operations)

    def ticker_ranges(self) -> Iterator[timers.TickerRange]:
        """Loops over a ticker that is stopped elsewhere."""
        return timers.ticker_ranges(self.operations)

    @cached_property
    def reachability(self) -> Reachability:
        """Which functions nothing can run."""
        return Reachability(self.program.types)

    @cached_property
    def contexts(self) -> Contexts:
        """Which contexts there are, and who can end them."""
        return Contexts(self.program, self.edges)

    def ignored_contexts(self) -> Iterator[IgnoredContext]:
        """Waits without the context at hand."""
        finder = IgnoredContexts(self.program, self.goroutines, self.operations, self.contexts, self.lifetime)
        return finder.found(self.channel_flow, self.text_of_file)

    def unending(self) -> Iterator[workers.Unending]:
        """Loops of goroutines that outlive the object they work for."""
        return workers.unending(self.program, self.goroutines, self.contexts, self.channel_flow, self.text_of_file)

    def unbounded_spawns(self) -> Iterator[unbounded.Unbounded]:
        """Goroutines per item that nothing limits."""
        return unbounded.unbounded(self.program, self.operations, self.goroutines, self.text_of_file)

    def self_served_pipes(self) -> Iterator[pipes.SelfServed]:
        """Pipes written and read by one goroutine."""
        return pipes.self_served(self.operations)

    def unread_pipes(self) -> Iterator[pipes.LeftUnread]:
        """Pipes whose reader gives up while somebody writes."""
        return pipes.left_unread(self.operations)

    def child_waits(self) -> Iterator[children.ChildWait]:
        """Children waited for before their pipes are served."""
        return children.child_waits(self.operations)

    def spins(self) -> Iterator[spins.Spin]:
        """Loops that never wait."""
        return spins.spins(self.program, self.text_of_file)

    def thread_calls(self) -> Iterator[thread_calls.ThreadCall]:
        """Thread-blocking calls under a small GOMAXPROCS."""
        return thread_calls.thread_calls(self.program, self.goroutines, self.operations, self.deployment)

    def name_of(self, id: str) -> str:
        """The name of a function, for people."""
        function = self.program.functions.get(id)
        return function.name if function is not None else id.rsplit("/", 1)[-1]

    def between(self, function: Function, first: Op, second: Op) -> bytes:
        """The source text between two operations of a function."""
        return self.text_of_file(function.file)[first.end : second.pos]

    def has_comment(self, function: Function, op: Op) -> bool:
        """Whether a comment stands on the line above an operation."""
        text = self.text_of_file(function.file)
        start = text.rfind(b"\n", 0, op.pos) + 1
        above = text[text.rfind(b"\n", 0, max(0, start - 1)) + 1 : start].strip()
        return above.startswith(b"//") or above.endswith(b"*/")

    def line_of(self, file: str, pos: int) -> int:
        """The 1-based line of an offset."""
        lines = self._lines.get(file)
        if lines is None:
            lines = self._lines[file] = LineCounter(self.text_of_file(file))
        return lines.line_of(pos)

    def place(self, file: str, pos: int) -> str:
        """A place as ``name.go:12``, for messages about other files' operations."""
        return f"{file.rsplit('/', 1)[-1]}:{self.line_of(file, pos)}"
