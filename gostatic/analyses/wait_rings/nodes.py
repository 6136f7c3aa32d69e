"""The operations at which a goroutine can stop, as nodes, with what would let each go on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from gostatic.analyses.census.flow import Channel, Flow
from gostatic.analyses.conds import Conds
from gostatic.analyses.events import Blocked, Events, Taken
from gostatic.analyses.operations import Operations
from gostatic.analyses.summary import CALLERS, Hold, Site
from gostatic.analyses.waitgroups import WaitGroups, Worker
from gostatic.analyses.waits import is_bounded, sole
from gostatic.callgraph.program import Program
from gostatic.ir.function import Function
from gostatic.ir.ops import Call, Op, Recv, Select, Send
from gostatic.ir.values import Path, Value, class_of
from gostatic.models.effects import Kind

# How many callers are followed in search of a loop.
MAX_DEPTH = 3

# What serves an operation of a kind.
ANSWERS = {"send": ("recv", "range"), "recv": ("send", "close"), "range": ("send", "close"), "exit": ("close",)}


class Held(NamedTuple):
    """A lock held at a wait: ``taker`` is the operation that took it, ``blocked`` what the simulation saw."""

    hold: Hold
    taker: int
    blocked: Blocked


class Node:
    """A place where a goroutine can stop.

    ``kind`` is send, recv, range, exit (behind the last turn of a range), select, wait, cond or lock. ``releasers`` are the
    operations one of which would let it go on (for wait: the ``workers`` all have to end); ``held`` the locks held then.
    """

    __slots__ = (
        "answers", "arrived", "channels", "class_", "function", "held", "kind", "mode", "op", "operand", "parked", "path",
        "released", "releasers", "workers",
    )  # fmt: skip

    def __init__(self, kind: str, function: Function, op: Op, operand: Value | None) -> None:
        self.kind, self.function, self.op, self.operand = kind, function, op, operand
        self.channels: list[Channel] = []
        self.releasers: list[tuple[Function, Op]] = []
        self.workers: list[Worker] = []
        self.held: list[Held] = []
        self.class_ = self.mode = ""
        self.path: Path | None = None
        self.arrived = self.released = False
        # Where control goes on once it is released: (function, block, position).
        self.parked: list[tuple[Function, int, int]] = []


class Nodes:
    """All nodes of a program; operations that are none never stop anybody, as far as is known."""

    def __init__(
        self,
        program: Program,
        operations: Operations,
        events: Events,
        flow: Flow,
        waitgroups: WaitGroups,
        conds: Conds,
        crossing: frozenset[str],
    ) -> None:
        self.crossing, self.operations = crossing, operations
        self.program, self.flow, self.waitgroups, self.conds = program, flow, waitgroups, conds
        self.at: dict[int, Node] = {}
        self.exits: dict[int, Node] = {}
        self.places: dict[str, dict[tuple[int, int], tuple[Function, Op]]] = {}
        # Channel operations that answer nodes: by the operation's identity the nodes they let go on.
        self.answering: dict[int, list[Node]] = {}
        self.holders: dict[str, list[Node]] = {}
        self.channel_nodes()
        self.group_nodes()
        self.cond_nodes(events)
        self.lock_nodes(events)

    # --- channels ----------------------------------------------------------------------------------------------

    def channel_nodes(self) -> None:
        """Sends on unbuffered channels, receives, ranges and selects whose channels are all known with all their uses."""
        for node_id, use in self.flow.operations:
            op = use.op
            if id(op) in self.at or type(op) is Select:
                continue
            channels = self.known(node_id)
            if channels is None or is_bounded(op):
                continue
            if type(op) is Send and any(channel.capacity != 0 for channel in channels):
                continue
            if type(op) is Recv and all(gives_tokens(channel) for channel in channels):
                continue
            if type(op) is Send or type(op) is Recv:
                self.channel_node(use.kind, use.function, op, op.chan, channels)
                if use.kind == "range":
                    self.channel_node("exit", use.function, op, op.chan, channels)
        for function, op, _, _ in self.operations.of(Select):
            if type(op) is Select and not op.has_default and op.arms and not is_bounded(op):
                self.select_node(function, op)

    def known(self, node_id: int) -> list[Channel] | None:
        """The channels an operand may be, None when there may be others or others may use them."""
        numbers = self.flow.pts.get(node_id, ())
        if node_id in self.flow.unknown or node_id < 0 or not numbers:
            return None
        channels = [self.flow.channels[number] for number in numbers]
        return None if any(channel.escaped for channel in channels) else channels

    def channel_node(self, kind: str, function: Function, op: Op, operand: Value, channels: list[Channel]) -> None:
        """Adds the node of one operation."""
        node = Node(kind, function, op, operand)
        node.channels = channels
        self.answered_by(node, kind, channels)
        (self.exits if kind == "exit" else self.at)[id(op)] = node

    def answered_by(self, node: Node, kind: str, channels: list[Channel]) -> None:
        """Notes who answers a node."""
        for channel in channels:
            for use in channel.of(*ANSWERS[kind]):
                if use.op is not node.op or kind == "exit":
                    node.releasers.append((use.function, use.op))
                    self.answering.setdefault(id(use.op), []).append(node)

    def select_node(self, function: Function, op: Select) -> None:
        """Adds the node of a select, unless some arm's channel is not known."""
        arms: list[tuple[str, list[Channel]]] = []
        for arm in op.arms:
            channels = self.known(self.flow.node_of(arm.chan))
            if channels is None or (arm.kind == "send" and any(channel.capacity != 0 for channel in channels)):
                return
            arms.append((arm.kind, channels))
        node = Node("select", function, op, op.arms[0].chan)
        node.channels = arms[0][1]
        for kind, channels in arms:
            self.answered_by(node, kind, channels)
        self.at[id(op)] = node

    def stopped(self) -> list[Node]:
        """The nodes at which somebody has come and not gone on."""
        return [node for node in (*self.at.values(), *self.exits.values()) if node.arrived and not node.released]

    def restart(self) -> None:
        """Forgets an execution, so that another one may begin."""
        for node in (*self.at.values(), *self.exits.values()):
            node.arrived = node.released = False
            node.parked = []

    def turning(self) -> Iterator[tuple[Function, int, Op]]:
        """Receives in a loop from an unbuffered channel that is sent to more than once: (function, block, operation)."""
        seen: set[int] = set()
        for channel in self.flow.channels:
            if channel.escaped or channel.capacity != 0 or not self.is_repeated(channel):
                continue
            for use in channel.of("recv", "range"):
                if id(use.op) in seen or use.arm >= 0:
                    continue
                for number, block in enumerate(use.function.blocks):
                    if block.loop and any(op is use.op for op in block.ops):
                        seen.add(id(use.op))
                        yield use.function, number, use.op

    def is_repeated(self, channel: Channel) -> bool:
        """Whether a channel is sent to more than once: from two places, in a loop, or by many goroutines."""
        sends = channel.of("send")
        if len(sends) != 1:
            return bool(sends)
        use = sends[0]
        if any(block.loop and any(op is use.op for op in block.ops) for block in use.function.blocks):
            return True
        return self.runs_often(use.function, 0)

    def runs_often(self, function: Function, depth: int) -> bool:
        """Whether a function runs more than once: many start it, or a loop calls it or what starts it."""
        goroutines = self.waitgroups.goroutines
        if depth > MAX_DEPTH or any(thread.many for thread in goroutines.threads(function.id)):
            return depth <= MAX_DEPTH
        around = [(thread.spawner, thread.op) for thread in goroutines.started.get(function.id, ())]
        for caller in goroutines.callers.get(function.id, ()):
            item = self.program.functions.get(caller)
            if item is not None:
                around.extend((caller, op) for op in goroutines.calls_towards(item, function.id))
        for id_, op in around:
            item = self.program.functions.get(id_)
            if item is None:
                continue
            if any(block.loop and any(other is op for other in block.ops) for block in item.blocks):
                return True
            if self.runs_often(item, depth + 1):
                return True
        return False

    # --- groups, conds, locks ----------------------------------------------------------------------------------

    def group_nodes(self) -> None:
        """Waits for groups whose workers are known."""
        for waited in self.waitgroups.waited:
            if id(waited.op) in self.at:
                continue
            workers = self.waitgroups.workers(waited)
            if workers:
                node = Node("wait", waited.function, waited.op, waited.operand)
                node.workers = workers
                self.at[id(waited.op)] = node

    def cond_nodes(self, events: Events) -> None:
        """Waits on conds that somebody is known to signal."""
        for class_, waits in self.conds.waits.items():
            signals = self.conds.signals.get(class_, ())
            if not class_ or not signals or self.conds.may_be_signalled_elsewhere(class_):
                continue
            for wait in waits:
                node = Node("cond", wait.function, wait.op, wait.operand)
                node.class_ = class_
                for function, op, _, _ in signals:
                    node.releasers.append((function, op))
                    self.answering.setdefault(id(op), []).append(node)
                self.at[id(wait.op)] = node

    def lock_nodes(self, events: Events) -> None:
        """Which locks are held at the nodes, and where these locks are taken."""
        for blocked in events.of(Blocked):
            place = self.place_of(blocked.event.site)
            if place is None or not sole(self.program, blocked.event.site):
                continue
            ends = [node for node in (self.at.get(id(place[1])), self.exits.get(id(place[1]))) if node is not None]
            for node in ends:
                own = self.own_locks(node)
                for hold in blocked.held:
                    if not hold.class_ or hold.how in CALLERS or hold.class_ in self.crossing:
                        continue
                    if own is not None and (not own or hold.class_ in own):
                        continue
                    taker = self.place_of(hold.site)
                    node.held.append(Held(hold, id(taker[1]) if taker is not None else 0, blocked))
                    holders = self.holders.setdefault(hold.class_, [])
                    if node not in holders:
                        holders.append(node)
        for taken in events.of(Taken):
            class_ = taken.hold.class_
            if class_ not in self.holders or id(taken.op) in self.at or type(taken.op) is not Call:
                continue
            node = Node("lock", taken.function, taken.op, None)
            node.class_, node.mode, node.path = class_, taken.hold.mode, taken.hold.path
            self.at[id(taken.op)] = node

    def own_locks(self, node: Node) -> frozenset[str] | None:
        """The classes of the lock that a cond gives back while it waits: empty when not known, None for other nodes."""
        if node.kind != "cond":
            return None
        known = self.program.cond_locks.get(node.class_, "")
        if not known or known.endswith(".L"):
            return frozenset()
        return frozenset((known, f"{node.class_}.L", "sync.Cond.L"))

    def place_of(self, site: Site) -> tuple[Function, Op] | None:
        """The operation at the inner end of a site."""
        last = site.chain()[-1]
        known = self.places.get(last.function)
        if known is None:
            function = self.program.functions.get(last.function)
            blocks = function.blocks if function is not None else ()
            known = {(op.pos, op.end): (function, op) for block in blocks for op in block.ops if function is not None}
            self.places[last.function] = known
        return known.get((last.pos, last.end))


def gives_tokens(channel: Channel) -> bool:
    """Whether a channel is a mutex: who makes it puts something in, and everybody else who takes that puts it back."""
    if not channel.capacity:
        return False
    senders = {use.function.outermost.id for use in channel.of("send")}
    takers = {use.function.outermost.id for use in channel.of("recv")}
    home = channel.home.outermost.id
    return home in senders and home not in takers and bool(takers) and takers <= senders


def effect_of(program: Program, op: Op) -> Kind | None:
    """What a library call means, when it has one meaning."""
    if type(op) is not Call:
        return None
    targets, _ = program.resolver.targets(op)
    return targets[0].effect.kind if len(targets) == 1 and targets[0].effect is not None else None


__all__ = ["ANSWERS", "Held", "Node", "Nodes", "class_of", "effect_of"]
