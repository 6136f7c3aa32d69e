"""Messages that carry a channel to answer on, and ways of the receiver on which nobody does.

The function that receives such a message is followed from the receive on. A way that comes to a return, or to the next
message, without a send or close on the channel in it, without passing it on and without asking whether there is one, leaves the
sender of the message waiting, when that has no other way on.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from gostatic.analyses.census.conditions import Conditions, Known
from gostatic.analyses.census.flow import Channel, Flow, Use
from gostatic.ir.function import Function
from gostatic.ir.ops import Assign, Branch, Close, Jump, Op, Return, Select, Send, call_in
from gostatic.ir.values import FieldOf, Operation, Pure, Received, Value, Var

# States of one walk, beyond which nothing is said.
MAX_STATES = 1000


class Owed(NamedTuple):
    """A message left without its answer.

    ``wait`` is the receive of who sent it; ``server`` the function that got it, by the operation ``taken``; ``branch`` the
    condition or select by which the way without an answer begins, ``end`` where it ends.
    """

    channel: Channel
    wait: Use
    server: Function
    taken: Op
    branch: Op
    end: Op


def owed(flow: Flow) -> Iterator[Owed]:
    """Receives of answers that some way of the server leaves out, each once."""
    seen: set[int] = set()
    for channel in flow.channels:
        answers = channel.of("send", "close")
        waits = [use for use in channel.of("recv") if not use.free and id(use.op) not in seen]
        if channel.escaped or not waits or not answers or len({use.function for use in answers}) != 1:
            continue
        server = answers[0].function
        if server.test or any(use.function is server for use in waits):
            continue
        variable = _message(answers)
        if variable is None:
            continue
        found = _Way(server, variable, answers).find()
        if found is None:
            continue
        for wait in waits:
            if channel.home.outermost is wait.function.outermost and len(flow.channels_of(wait)) == 1:
                seen.add(id(wait.op))
                yield Owed(channel, wait, server, *found)


def _message(answers: list[Use]) -> Var | None:
    """The one variable of the server that holds the message in which the channel comes.

    In a type switch that is the variable of one clause, which holds the message as what it is there.
    """
    found: dict[Var, None] = {}
    for use in answers:
        value = use.operand
        while type(value) is FieldOf:
            value = value.base
        if type(value) is not Var or value.owner is not use.function or len(value.defs) != 1 or value.captured:
            return None
        message = value.defs[0]
        if type(message) is Var and len(message.defs) == 1 and not message.captured:
            message = message.defs[0]
        if type(message) is not Received:
            return None
        found[value] = None
    return next(iter(found)) if len(found) == 1 else None


class _Way:
    """The search for a way on which a message is forgotten."""

    def __init__(self, server: Function, variable: Var, answers: list[Use]) -> None:
        self.server, self.variable = server, variable
        self.ops = {id(use.op) for use in answers}
        operands = [use.operand for use in answers]
        self.fields = {value.name for value in operands if type(value) is FieldOf}
        # The message before a type switch, under its own name.
        origin = variable.defs[0]
        self.origin = origin if type(origin) is Var else None

    def find(self) -> tuple[Op, Op, Op] | None:
        """Where the message is taken, the branch to the way without an answer, and where that ends; None without one."""
        blocks = self.server.blocks
        start = next(
            (
                (number, position)
                for number, block in enumerate(blocks)
                for position, op in enumerate(block.ops)
                if type(op) is Assign and op.target is self.variable
            ),
            None,
        )
        if start is None or self.is_told_elsewhere():
            return None
        taken = blocks[start[0]].ops[start[1]]
        conditions = Conditions(self.server)
        pending: list[tuple[int, int, Op | None, Known]] = [(start[0], start[1] + 1, None, ())]
        seen: set[tuple[int, Known]] = set()
        while pending:
            number, position, branch, known = pending.pop()
            block = blocks[number]
            settled = False
            for op in block.ops[position:]:
                if op is taken:
                    return (taken, branch, block.ops[position - 1] if position else op) if branch is not None else None
                if self.settles(op):
                    settled = True
                    break
                if type(op) is Assign:
                    known = conditions.assigned(known, op.target, op.value)
            last = block.ops[-1]
            if settled and type(last) is not Select:
                continue
            if type(last) is Return:
                if branch is not None:
                    return taken, branch, last
                continue
            if type(last) is Branch and self.asks(last.cond):
                return None
            for side, succ in enumerate(block.succs):
                if settled and side < len(last.arms) and id(last) in self.ops:  # type: ignore[attr-defined]
                    continue
                after = conditions.taken(known, last.cond, side == 0) if type(last) is Branch else known
                if after is None:
                    continue
                behind = last if type(last) in (Branch, Select) else branch
                if succ == start[0] or (
                    type(last) is Jump and last.word == "loop" and self.is_around(number, start[0])
                ):
                    if branch is not None:
                        return taken, branch, last
                    continue
                if (succ, after) not in seen:
                    if len(seen) > MAX_STATES:
                        return None
                    seen.add((succ, after))
                    pending.append((succ, 0, behind, after))
        return None

    def is_around(self, number: int, start: int) -> bool:
        """Whether a block closes the loop in which messages are taken."""
        loop = self.server.blocks[number].loop
        return bool(loop) and self.server.in_loop(self.server.blocks[start].loop, loop)

    def is_told_elsewhere(self) -> bool:
        """Whether the message is kept, captured or given to others: then they may answer."""
        for block in self.server.blocks:
            for op in block.ops:
                call = call_in(op)
                if call is not None and any(self.is_message(item) for item in call.args):
                    return True
                if type(op) is Assign and not self.is_of_clause(op) and self.is_message(op.value):
                    return True
                if type(op) is Send and self.is_message(op.value):
                    return True
        return False

    def is_of_clause(self, op: Assign) -> bool:
        """Whether an assignment gives the message its name, also that of another clause of the type switch."""
        target = op.target
        return target is self.variable or (
            type(target) is Var and op.value is self.origin and op.define and len(target.defs) == 1
        )

    def is_message(self, value: Value) -> bool:
        """Whether a value is the message, or the channel in it."""
        if type(value) is FieldOf:
            return value.base is self.variable and value.name in self.fields
        return value is self.variable or (self.origin is not None and value is self.origin)

    def settles(self, op: Op) -> bool:
        """Whether an operation answers."""
        return type(op) in (Send, Close, Select) and id(op) in self.ops

    def asks(self, cond: Value) -> bool:
        """Whether a condition is about the message: whether there is a channel in it, or one of another kind."""
        if type(cond) is Operation:
            return any(self.asks(item) for item in cond.operands)
        if type(cond) is Pure:
            return self.variable in cond.variables
        while type(cond) is FieldOf:
            cond = cond.base
        return cond is self.variable
