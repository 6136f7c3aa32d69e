"""Which operations can be reached when every goroutine runs until it stops: an abstract execution of all of them at once.

Control goes from the roots through calls and go statements. It stops at a node until an operation that answers it has been
reached, anywhere, once; at a lock as long as somebody has stopped with it held. What stays stopped is stopped in every order
of the goroutines in which those locks are taken first. In a ``late`` execution a receive in a loop has had its first message
already: it answers only when control comes round to it again. Loops are taken to run once at least: their conditions let control
out when a turn has ended, or when nobody is stopped inside. The execution is linear in the operations: each is reached once.
It is without context: a function returns to all its callers, so it reaches more than any real run, and stops less.
"""

from __future__ import annotations

from collections.abc import Iterable

from gostatic.analyses.goroutines import Goroutines
from gostatic.analyses.wait_rings.nodes import Node, Nodes
from gostatic.analyses.waitgroups import Worker
from gostatic.callgraph.program import Program
from gostatic.ir.function import Function
from gostatic.ir.ops import Branch, Call, Close, Defer, Exit, Go, Op, Panic, Recv, Return, Select, Send
from gostatic.models.effects import Kind
from gostatic.models.library_calls import LIBRARY_CALLS

Place = tuple[Function, int, int]


class Execution:
    """One execution; ``reached`` are identities of operations control has come to, ``returned`` functions that end."""

    def __init__(self, program: Program, goroutines: Goroutines, nodes: Nodes, late: bool = False) -> None:
        self.program, self.goroutines, self.nodes = program, goroutines, nodes
        # Receives by the loop that has to come round before they answer.
        self.rounds: dict[tuple[str, int], list[Op]] = {}
        self.coming: set[int] = set()
        # Loops that have had a turn, and the places behind the others.
        self.turned: set[tuple[str, int]] = set()
        self.exits: dict[tuple[str, int], list[Place]] = {}
        self.first_blocks: dict[str, list[int]] = {}
        if late:
            self.note_rounds()
        self.reached: set[int] = set()
        self.entered: set[str] = set()
        self.returned: set[str] = set()
        # Calls that wait for their callees to return, by callee.
        self.calling: dict[str, list[Place]] = {}
        self.callees: dict[int, list[Function]] = {}
        self.pending: list[Place] = []
        # How many places in each loop control has stopped at, in the loop itself or in what it calls.
        self.stopped_in: dict[tuple[str, int], int] = {}
        self.begun: set[tuple[str, int, int]] = set()
        self.answered: set[int] = set()
        self.locks: list[Node] = []
        self.groups: list[Node] = []
        self.starts: dict[int, list[str]] = {}
        for thread in goroutines.sites:
            if thread.op is not None:
                self.starts.setdefault(id(thread.op), []).append(thread.entry)
        self.deferred: dict[str, list[Op]] = {}
        self.live = self.involved()
        for function in program.functions.values():
            if goroutines.root(function) is not None:
                self.enter(function)
        self.run()

    def involved(self) -> set[str]:
        """Functions that can come to a node, an answer or a worker's start; all others return at once."""
        nodes = (*self.nodes.at.values(), *self.nodes.exits.values())
        found = {node.function.id for node in nodes}
        for node in nodes:
            found.update(function.id for function, _ in node.releasers)
            found.update(worker.function.id for worker in node.workers)
        around: dict[str, list[str]] = {}
        for edges in (self.goroutines.edges.calls, self.goroutines.edges.spawns, self.goroutines.edges.passes):
            for caller, callees in edges.items():
                for callee in callees:
                    around.setdefault(callee, []).append(caller)
        for thread in self.goroutines.sites:
            around.setdefault(thread.entry, []).append(thread.spawner)
        pending = list(found)
        while pending:
            id = pending.pop()
            callers = around.get(id, [])
            function = self.program.functions.get(id)
            if function is not None and function.parent is not None:
                callers = [*callers, function.parent.id]
            for caller in callers:
                if caller not in found:
                    found.add(caller)
                    pending.append(caller)
        return found

    def note_rounds(self) -> None:
        """Finds the receives that answer once per turn of their loop."""
        for function, number, op in self.nodes.turning():
            loop = function.blocks[number].loop
            self.rounds.setdefault((function.id, loop), []).append(op)
            self.coming.add(id(op))

    def run(self) -> None:
        """Runs until nothing moves: locks and groups are looked at only when all else has stopped."""
        while True:
            while self.pending:
                self.advance(self.pending.pop())
            groups = [node for node in self.groups if not node.released and self.is_over(node)]
            for node in groups:
                self.release(node)
            if self.pending:
                continue
            self.leave_loops()
            if self.pending:
                continue
            free = next((node for node in self.locks if not node.released and not self.blockers(node)), None)
            if free is None:
                return
            self.release(free)

    def enter(self, function: Function) -> None:
        """Starts a function, once."""
        if function.id not in self.entered:
            self.entered.add(function.id)
            if function.blocks and function.id in self.live:
                self.go(function, 0, 0)
            else:
                self.leave(function)  # nothing in it, or written elsewhere, in assembly

    def go(self, function: Function, block: int, position: int) -> None:
        """Lets control come to a place, once."""
        key = (function.id, block, position)
        if key not in self.begun:
            self.begun.add(key)
            self.pending.append((function, block, position))

    def advance(self, place: Place) -> None:
        """Runs from a place to the next stop or the end of its block."""
        function, number, position = place
        block = function.blocks[number]
        for index in range(position, len(block.ops)):
            op = block.ops[index]
            self.reached.add(id(op))
            kind = type(op)
            if kind is Send or kind is Recv or kind is Close or kind is Select or kind is Call:
                if id(op) in self.coming:
                    continue  # goes on with the message it has had
                self.answer(op)
                node = self.nodes.at.get(id(op))
                if node is not None and not self.pass_node(node, function, number, index, op):
                    return
                if kind is Call and not self.pass_call(op, function, number, index):  # type: ignore[arg-type]
                    return
            elif kind is Go:
                self.start(op)
            elif kind is Defer:
                self.deferred.setdefault(function.id, []).append(op)
            elif kind is Return:
                if self.run_deferred(function):
                    self.leave(function)
                return
            elif kind is Panic or kind is Exit:
                self.run_deferred(function)
                return
        self.follow(function, number)

    def follow(self, function: Function, number: int) -> None:
        """Goes on behind a block; behind the last turn of a range only once the channel is closed."""
        block = function.blocks[number]
        succs = block.succs
        loop = block.loop
        while loop:
            if self.head(function, loop) in succs:
                self.turn(function, loop)
            loop = function.loop_parents[loop]
        if len(succs) == 2:
            for op in block.ops:
                if type(op) is Recv and op.ranged and (node := self.nodes.exits.get(id(op))) is not None:
                    self.go(function, succs[0], 0)
                    node.arrived = True
                    if node.released:
                        self.go(function, succs[1], 0)
                    else:
                        self.park(node.parked, [(function, succs[1], 0)])
                    return
        loop = block.loop
        if loop and type(block.ops[-1]) is Branch and (function.id, loop) not in self.turned:
            outside = [succ for succ in succs if not function.in_loop(function.blocks[succ].loop, loop)]
            self.exits.setdefault((function.id, loop), []).extend((function, succ, 0) for succ in outside)
            succs = [succ for succ in succs if succ not in outside]
        for succ in succs:
            self.go(function, succ, 0)

    def head(self, function: Function, loop: int) -> int:
        """The first block of a loop, to which its turns lead back."""
        known = self.first_blocks.get(function.id)
        if known is None:
            known = self.first_blocks[function.id] = [len(function.blocks)] * len(function.loop_parents)
            for number in range(len(function.blocks) - 1, -1, -1):
                inner = function.blocks[number].loop
                while inner:
                    known[inner] = number
                    inner = function.loop_parents[inner]
        return known[loop]

    def turn(self, function: Function, loop: int) -> None:
        """A loop has had a turn: it may end, and its receives come round again."""
        key = (function.id, loop)
        if key not in self.turned:
            self.turned.add(key)
            for place in self.exits.pop(key, ()):
                self.go(*place)
            for op in self.rounds.pop(key, ()):
                self.coming.discard(id(op))
                self.answer(op)

    def leave_loops(self) -> None:
        """Leaves the loops in which nobody is stopped."""
        if not self.exits:
            return
        for key in [key for key in self.exits if not self.stopped_in.get(key)]:
            self.turned.add(key)
            for place in self.exits.pop(key):
                self.go(*place)

    def park(self, waiting: list[Place], places: Iterable[Place]) -> None:
        """Lets control wait at places."""
        for place in places:
            waiting.append(place)
            self.count(place, 1)

    def count(self, place: Place, change: int) -> None:
        """Notes that control stops at a place, or goes on from it, in all loops around."""
        function, number, _ = place
        loop = function.blocks[number].loop
        while loop:
            key = (function.id, loop)
            self.stopped_in[key] = self.stopped_in.get(key, 0) + change
            loop = function.loop_parents[loop]

    # --- stopping and going on -----------------------------------------------------------------------------------

    def pass_node(self, node: Node, function: Function, number: int, index: int, op: Op) -> bool:
        """Whether control passes a node now; else it is parked there."""
        node.arrived = True
        if node.released:
            return True
        if node.kind == "lock":
            if any(held.taker == id(op) for holder in self.nodes.holders[node.class_] for held in holder.held):
                node.released = True  # the lock that a wait of the ring is to be reached with
                return True
            self.locks.append(node)
        elif node.kind == "wait":
            self.groups.append(node)
        elif id(node) in self.answered:
            node.released = True
            return True
        if type(op) is Select:
            self.park(node.parked, [(function, succ, 0) for succ in function.blocks[number].succs])
        else:
            self.park(node.parked, [(function, number, index + 1)])
        return False

    def answer(self, op: Op) -> None:
        """Lets go on who waits for an operation."""
        for node in self.nodes.answering.get(id(op), ()):
            if id(node) not in self.answered:
                self.answered.add(id(node))
                self.release(node)

    def release(self, node: Node) -> None:
        """Lets a node's goroutines go on."""
        if node.released:
            return
        node.released = True
        for place in node.parked:
            self.count(place, -1)
            self.go(*place)

    def blockers(self, node: Node) -> list[Node]:
        """Who has stopped with a lock held that a lock node wants."""
        found = []
        for holder in self.nodes.holders[node.class_]:
            if holder.arrived and not holder.released:
                for held in holder.held:
                    if held.hold.class_ == node.class_ and not (held.hold.mode == node.mode == "R"):
                        found.append(holder)
                        break
        return found

    def is_over(self, node: Node) -> bool:
        """Whether all started workers of a group have ended, or counted down."""
        return not self.unfinished(node)

    def unfinished(self, node: Node) -> list[Worker]:
        """The workers of a group that have not counted down."""
        found: list[Worker] = []
        for worker in node.workers:
            if id(worker.op) not in self.reached or worker.function.id in self.returned:
                continue
            done = self.nodes.waitgroups.dones_of(worker)
            if any(type(op) is Call and id(op) in self.reached for op in done):
                continue
            found.append(worker)
        return found

    # --- calls ---------------------------------------------------------------------------------------------------

    def pass_call(self, op: Call, function: Function, number: int, index: int) -> bool:
        """Enters what a call may run; whether control goes on behind it now."""
        self.start(op)
        targets, _ = self.program.resolver.targets(op)
        callees: list[Function] = []
        passes = not targets
        for target in targets:
            if target.function is not None:
                callees.append(target.function)
                continue
            passes = True
            for index_, when in self.callbacks(
                target.symbol, target.effect.kind if target.effect is not None else None
            ):
                if index_ >= len(target.args):
                    continue
                inner = Call(op.pos, op.end, target.args[index_], (), "")
                for item in self.program.resolver.targets(inner)[0]:
                    if item.function is not None:
                        if when == "once" and len(targets) == 1:
                            passes = False
                            callees.append(item.function)
                        else:
                            self.enter(item.function)
        for callee in callees:
            self.enter(callee)
        if passes or any(callee.id in self.returned for callee in callees):
            return True
        self.callees[id(op)] = callees
        for callee in callees:
            self.park(self.calling.setdefault(callee.id, []), [(function, number, index + 1)])
        return False

    def callbacks(self, symbol: str, kind: Kind | None) -> tuple[tuple[int, str], ...]:
        """The arguments a library call runs, and how."""
        if kind is Kind.ONCE:
            return ((0, "once"),)
        row = LIBRARY_CALLS.get(symbol)
        return row.calls if row is not None else ()

    def start(self, op: Op) -> None:
        """Starts the goroutines of a go statement or library call."""
        for entry in self.starts.get(id(op), ()):
            function = self.program.functions.get(entry)
            if function is not None:
                self.enter(function)

    def leave(self, function: Function) -> None:
        """Returns to everybody who has called."""
        if function.id not in self.returned:
            self.returned.add(function.id)
            for place in self.calling.pop(function.id, ()):
                self.count(place, -1)
                self.go(*place)

    def run_deferred(self, function: Function) -> bool:
        """Runs the deferred calls met so far, the last first; whether all of them end."""
        for op in reversed(self.deferred.get(function.id, ())):
            call = op.call  # type: ignore[attr-defined]
            self.answer(op)
            node = self.nodes.at.get(id(op)) or self.nodes.at.get(id(call))
            if node is not None and node.kind != "lock" and not node.released:
                node.arrived = True
                if node.kind == "wait":
                    self.groups.append(node)
                self.park(node.parked, self.again(function))
                return False
            targets, _ = self.program.resolver.targets(call)
            callees = [target.function for target in targets if target.function is not None]
            for callee in callees:
                self.enter(callee)
            if callees and all(callee.id not in self.returned for callee in callees):
                self.callees[id(op)] = callees
                for callee in callees:
                    self.park(self.calling.setdefault(callee.id, []), self.again(function))
                return False
        return True

    def again(self, function: Function) -> list[Place]:
        """The return statements reached so far, to be come to again when a deferred call has ended."""
        places = [
            (function, number, len(block.ops) - 1)
            for number, block in enumerate(function.blocks)
            if type(block.ops[-1]) is Return and id(block.ops[-1]) in self.reached
        ]
        self.begun.difference_update((function.id, number, position) for _, number, position in places)
        return places
