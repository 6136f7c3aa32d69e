"""The rings among the operations that stay stopped, shortest first: who waits for whom, and where that one has stopped."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from gostatic.analyses.census.flow import Channel
from gostatic.analyses.goroutines import Goroutines, Thread
from gostatic.analyses.wait_rings.execution import Execution
from gostatic.analyses.wait_rings.nodes import Held, Node, Nodes
from gostatic.callgraph.program import Program
from gostatic.ir.function import Function
from gostatic.ir.ops import Assign, Branch, Call, Defer, Go, Op, Return
from gostatic.ir.values import Alloc, MakeChan, Var

_BOUND = re.compile(rb"for (?:[^;{\n]*;[^;{\n]*<=? *([^;{\n]+);|[^{\n]*\brange ([^{\n]+))")
# Operations looked at in search of where one goroutine has stopped; beyond, the wait is taken to end.
MAX_STEPS = 4000
# Rings of more goroutines are not looked for.
MAX_RING = 6


class Link(NamedTuple):
    """One wait of a ring: ``node`` waits for ``answer`` (None: for a lock), which comes only behind the next link's wait.

    ``lock`` is the acquisition by which the next link's lock stops the answer; None when the next wait itself does.
    ``spawned`` when the answer is of a goroutine that the stopped one has yet to start.
    """

    node: Node
    answer: tuple[Function, Op] | None
    lock: Node | None
    held: Held | None
    spawned: bool


class WaitRing(NamedTuple):
    """A ring of waits; ``certain`` when the locks in it are the same objects on both sides.

    ``late`` when it closes only once a loop has had its first message.
    """

    links: tuple[Link, ...]
    certain: bool
    late: bool

    @property
    def kinds(self) -> frozenset[str]:
        """The kinds of the waits, and lock when one is in the ring."""
        locks = {"lock" for link in self.links if link.lock is not None}
        return frozenset({link.node.kind for link in self.links} | locks)


def wait_rings(
    program: Program, goroutines: Goroutines, is_one: Callable[[str], bool], nodes: Nodes
) -> tuple[WaitRing, ...]:
    """All rings: those of an execution from the start, then those that close once loops have had a first message.

    ``is_one`` says of a lock's class whether the program has one object of it.
    """
    found: list[WaitRing] = []
    used: set[int] = set()
    for late in (False, True):
        if late:
            if next(nodes.turning(), None) is None:
                break  # the same execution once more
            nodes.restart()
        for ring in WaitRings(program, goroutines, nodes, is_one, late).find():
            if not any(id(link.node.op) in used for link in ring.links):
                used.update(id(link.node.op) for link in ring.links)
                found.append(ring)
    return tuple(found)


class _Edge(NamedTuple):
    goal: Node
    answer: tuple[Function, Op]
    lock: Node | None
    held: Held | None
    spawned: bool


class WaitRings:
    """Finds rings; built once per run."""

    def __init__(
        self,
        program: Program,
        goroutines: Goroutines,
        nodes: Nodes,
        is_one: Callable[[str], bool],
        late: bool,
    ) -> None:
        self.is_one = is_one
        self.program, self.goroutines, self.nodes, self.late = program, goroutines, nodes, late
        self.execution = Execution(program, goroutines, nodes, late)
        self.preds: dict[str, list[list[int]]] = {}
        self.places: dict[int, tuple[Function, int, int]] = {}
        self.callers: dict[str, list[tuple[Function, Op]]] | None = None
        self.edges: dict[int, list[_Edge]] = {}
        self.spawns = {id(thread.op) for thread in goroutines.sites}
        self.crossing: set[int] = set()

    def find(self) -> Iterator[WaitRing]:
        """All rings of this execution, each wait in one at most."""
        stopped = [node for node in self.nodes.stopped() if node.kind != "lock"]
        stopped.sort(key=lambda node: (node.function.file, node.op.pos, node.kind))
        used: set[int] = set()
        for node in stopped:
            if id(node) in used:
                continue
            ring = self.ring(node)
            if ring is None or (self.late and not self.closes_late(ring)):
                continue
            if not any(id(link.node) in used for link in ring):
                used.update(id(link.node) for link in ring)
                certain = all(self.is_same(link, ring) for link in ring) and self.can_meet(ring)
                yield WaitRing(tuple(ring), certain, self.late)

    def can_meet(self, ring: list[Link]) -> bool:
        """Whether those who wait, hold and answer can be of one run: what one test starts never meets another's."""
        homes = [link.held.blocked.function if link.held is not None else link.node.function for link in ring]
        homes += [link.answer[0] for link in ring if link.answer is not None]
        if not any(home.test for home in homes):
            return True
        threads = [self.goroutines.threads(home.id) for home in homes]
        return all(
            not ours or not theirs or any(self.goroutines.share_a_root(one, other) for one in ours for other in theirs)
            for number, ours in enumerate(threads)
            for theirs in threads[:number]
        )

    def ring(self, start: Node) -> list[Link] | None:
        """The shortest ring through a node, breadth first."""
        pending: list[list[tuple[Node, _Edge]]] = [[]]
        seen = {id(start)}
        current = [(start, [])]  # type: ignore[var-annotated]
        del pending
        for _ in range(MAX_RING):
            following = []
            for node, trail in current:
                for edge in self.edges_of(node):
                    if edge.goal is start:
                        return [Link(n, e.answer, e.lock, e.held, e.spawned) for n, e in (*trail, (node, edge))]
                    if id(edge.goal) not in seen:
                        seen.add(id(edge.goal))
                        following.append((edge.goal, [*trail, (node, edge)]))
            current = following
        return None

    def closes_late(self, ring: list[Link]) -> bool:
        """Whether a ring without locks closes when a loop is in its second turn.

        That is: somebody sends in a loop and answers only behind that loop, and there are not as many goroutines to take what
        is sent as the loop has turns.
        """
        if any(link.lock is not None for link in ring):
            return True
        for link, following in zip(ring, [*ring[1:], ring[0]], strict=True):
            function, op = following.node.function, following.node.op
            if link.answer is None or link.answer[0] is not function or following.node.kind != "send":
                continue
            place, answer = self.place(function, op), self.place(function, link.answer[1])
            loop = function.blocks[place[1]].loop if place is not None else 0
            if not loop or answer is None or function.in_loop(function.blocks[answer[1]].loop, loop):
                continue
            if any(self.made_in_a_loop(channel) for channel in following.node.channels):
                continue
            bound = self.bound(function, loop)
            threads = self.goroutines.started.get(link.node.function.id, ())
            if threads and all(self.is_fewer(thread, function, loop, bound) for thread in threads):
                return True
        return False

    def is_fewer(self, thread: Thread, function: Function, loop: int, bound: bytes | None) -> bool:
        """Whether a go statement surely starts another number of goroutines than a loop has turns."""
        spawner = self.program.functions.get(thread.spawner)
        place = self.place(spawner, thread.op) if spawner is not None and thread.op is not None else None
        if spawner is None or place is None:
            return False
        around = spawner.blocks[place[1]].loop
        if spawner is function and around and function.in_loop(loop, around):
            return False
        own = self.bound(spawner, around) if around else b"1"
        return own is not None and own != bound

    def made_in_a_loop(self, channel: Channel) -> bool:
        """Whether an allocation site makes several channels."""
        return any(
            block.loop
            for block in channel.home.blocks
            for op in block.ops
            if type(op) is Assign and op.value is channel.site
        )

    def bound(self, function: Function, loop: int) -> bytes | None:
        """How often a loop turns, as text: ``n`` of ``i < n`` or ``range n``; None when its header does not say."""
        start, end = function.loop_spans[loop]
        match = _BOUND.match(self.nodes.conds.text_of_file(function.file)[start:end])
        return (match[1] or match[2]).strip() if match is not None else None

    def edges_of(self, node: Node) -> list[_Edge]:
        """Where those who could let a node go on have stopped."""
        known = self.edges.get(id(node))
        if known is None:
            known = self.edges[id(node)] = []
            for answer in self.answers(node):
                for stop, spawned in self.stops_before(answer):
                    if stop.kind != "lock":
                        known.append(_Edge(stop, answer, None, None, spawned))
                        continue
                    for holder in self.execution.blockers(stop):
                        held = next(
                            held
                            for held in holder.held
                            if held.hold.class_ == stop.class_ and not (held.hold.mode == stop.mode == "R")
                        )
                        known.append(_Edge(holder, answer, stop, held, spawned))
        return known

    def answers(self, node: Node) -> list[tuple[Function, Op]]:
        """The operations that would let a node go on: for a group, the ends of a worker that has not come there."""
        if node.kind != "wait":
            reached, coming = self.execution.reached, self.execution.coming
            return [item for item in node.releasers if id(item[1]) not in reached or id(item[1]) in coming]
        found: list[tuple[Function, Op]] = []
        for worker in self.execution.unfinished(node):
            ends = [block.ops[-1] for block in worker.function.blocks if type(block.ops[-1]) is Return]
            found.extend((worker.function, op) for op in ends)
        return found

    def stops_before(self, goal: tuple[Function, Op]) -> list[tuple[Node, bool]]:
        """The stopped nodes behind which an operation lies that control has not come to.

        With each, whether a goroutine has to be started between the two.
        """
        found: dict[int, Node] = {}
        pending = [goal]
        self.crossing.clear()
        seen: set[int] = set()
        steps = 0
        first = True
        while pending:
            function, op = pending.pop()
            if id(op) in seen:
                continue
            seen.add(id(op))
            steps += 1
            if steps > MAX_STEPS:
                return []
            if first and id(op) in self.execution.coming and id(op) in self.execution.reached:
                first = False
                pending.extend(self.round_before(function, op))
                continue
            if id(op) in self.execution.reached and not (first and type(op) is Return):
                first = False
                self.stop_at(function, op, found, pending)
                continue
            if first and type(op) is Return and id(op) in self.execution.reached:
                first = False
                self.deferred_stops(function, found, pending)
                continue
            first = False
            before = self.before(function, op, found)
            if id(op) in self.crossing or any(id(other) in self.spawns for _, other in before):
                self.crossing.update(id(other) for _, other in before)
            pending.extend(before)
        return [(node, id(node.op) in self.crossing) for node in found.values()]

    def round_before(self, function: Function, op: Op) -> list[tuple[Function, Op]]:
        """The ends of the turns of the loop that a receive waits for to come round."""
        place = self.place(function, op)
        if place is None:
            return []
        loop = function.blocks[place[1]].loop
        head = self.execution.head(function, loop)
        return [
            (function, function.blocks[pred].ops[-1])
            for pred in self.preds_of(function)[head]
            if function.in_loop(function.blocks[pred].loop, loop)
        ]

    def stop_at(self, function: Function, op: Op, found: dict[int, Node], pending: list[tuple[Function, Op]]) -> None:
        """Notes the node that stopped at an operation, or goes on to the end of the call that has not returned."""
        node = self.nodes.at.get(id(op))
        if node is not None and node.arrived and not node.released:
            found[id(node)] = node
            return
        if type(op) is Return and function.id not in self.execution.returned:
            self.deferred_stops(function, found, pending)
            return
        if type(op) is Branch:
            place = self.place(function, op)
            if place is not None and (function.id, function.blocks[place[1]].loop) in self.execution.exits:
                pending.extend(self.round_before(function, op))
            return
        for callee in self.execution.callees.get(id(op), ()):
            if callee.id not in self.execution.returned:
                for block in callee.blocks:
                    if type(block.ops[-1]) is Return:
                        last = block.ops[-1]
                        if id(last) in self.execution.reached:
                            self.deferred_stops(callee, found, pending)
                        else:
                            pending.append((callee, last))

    def deferred_stops(self, function: Function, found: dict[int, Node], pending: list[tuple[Function, Op]]) -> None:
        """What stopped among the deferred calls of a function whose return was reached."""
        for op in reversed(self.execution.deferred.get(function.id, ())):
            node = self.nodes.at.get(id(op)) or self.nodes.at.get(id(op.call))  # type: ignore[attr-defined]
            if node is not None and node.arrived and not node.released:
                found[id(node)] = node
                return
            if id(op) in self.execution.callees:
                self.stop_at(function, op, found, pending)
                return

    def before(self, function: Function, op: Op, found: dict[int, Node]) -> list[tuple[Function, Op]]:
        """The operations directly before one: in its block, at the ends of the blocks before, at the calls of its function."""
        place = self.place(function, op)
        if place is None:
            return []
        _, number, index = place
        block = function.blocks[number]
        if index > 0:
            return [(function, block.ops[index - 1])]
        result: list[tuple[Function, Op]] = []
        for pred in self.preds_of(function)[number]:
            ops = function.blocks[pred].ops
            ranged = next((item for item in ops if id(item) in self.nodes.exits), None)
            if (
                ranged is not None
                and len(function.blocks[pred].succs) == 2
                and function.blocks[pred].succs[1] == number
            ):
                node = self.nodes.exits[id(ranged)]
                if node.arrived and not node.released:
                    found[id(node)] = node
                    continue
            result.append((function, ops[-1]))
        if number == 0:
            result.extend(self.calls_of(function))
        return result

    def place(self, function: Function, op: Op) -> tuple[Function, int, int] | None:
        """Where an operation stands."""
        known = self.places.get(id(op))
        if known is None:
            for number, block in enumerate(function.blocks):
                for index, item in enumerate(block.ops):
                    self.places[id(item)] = (function, number, index)
            known = self.places.get(id(op))
        return known

    def preds_of(self, function: Function) -> list[list[int]]:
        """The blocks before each block."""
        known = self.preds.get(function.id)
        if known is None:
            known = self.preds[function.id] = [[] for _ in function.blocks]
            for number, block in enumerate(function.blocks):
                for succ in block.succs:
                    known[succ].append(number)
        return known

    def calls_of(self, function: Function) -> list[tuple[Function, Op]]:
        """The operations that call or start a function; a deferred one is called at the returns."""
        if self.callers is None:
            self.callers = {}
            for item, op, call, _ in self.program.calls:
                for target in self.program.resolver.targets(call)[0]:
                    if target.function is None:
                        continue
                    places = self.callers.setdefault(target.function.id, [])
                    if type(op) is Defer:
                        places.extend((item, block.ops[-1]) for block in item.blocks if type(block.ops[-1]) is Return)
                    elif type(op) is Go or type(op) is Call:
                        places.append((item, op))
            for thread in self.goroutines.sites:
                spawner = self.program.functions.get(thread.spawner)
                if spawner is not None and thread.op is not None and type(thread.op) is not Go:
                    self.callers.setdefault(thread.entry, []).append((spawner, thread.op))
        return self.callers.get(function.id, [])

    def is_same(self, link: Link, ring: list[Link]) -> bool:
        """Whether a link's lock is the same object for who holds and who wants it, as far as names tell.

        A lock that the answering goroutine's starter wants is not certain either: whether it was started can be known.
        """
        if link.lock is None or link.held is None:
            return True
        hold, blocked = link.held.hold, link.held.blocked
        if link.spawned or hold.path is None or link.lock.path is None or "[]" in hold.path or "[]" in link.lock.path:
            return False
        if ":" in hold.class_ or type(hold.path[0]) is str or len(hold.path) == 1 or self.is_one(hold.class_):
            return True
        root = blocked.path[0] if blocked.path is not None else ""
        return type(root) is Var and (hold.path[0] is root or _is_fresh(root))


def _is_fresh(var: Var) -> bool:
    """Whether a variable holds a new object, which others know only through what it was put into."""
    return var.kind == "local" and len(var.defs) == 1 and type(var.defs[0]) in (Alloc, MakeChan)
