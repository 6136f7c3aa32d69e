"""A census of channel operations by the channel's class: who sends, receives and closes."""

from __future__ import annotations

from typing import NamedTuple

from gostatic.callgraph.program import Program
from gostatic.ir.function import Function
from gostatic.ir.ops import Assign, Close, Op, Recv, Select, Send
from gostatic.ir.values import MakeChan, Value, Var, class_of, path_of


class ChannelUse(NamedTuple):
    """One operation on a channel: ``kind`` is send, recv or close; ``selected`` when it is one arm of several."""

    function: Function
    op: Op
    kind: str
    path: object
    selected: bool


class Channels:
    """Operations and capacities per channel class; classes of local variables are by variable."""

    def __init__(self, program: Program) -> None:
        self.uses: dict[str, list[ChannelUse]] = {}
        self.made: dict[str, list[int | None]] = {}
        for function, op in program.operations():
            kind = type(op)
            if kind is Send:
                self.note(function, op, "send", op.chan, False)  # type: ignore[attr-defined]
            elif kind is Recv:
                self.note(function, op, "recv", op.chan, False)  # type: ignore[attr-defined]
            elif kind is Close:
                self.note(function, op, "close", op.chan, False)  # type: ignore[attr-defined]
            elif kind is Select:
                several = len(op.arms) + op.has_default > 1  # type: ignore[attr-defined]
                for arm in op.arms:  # type: ignore[attr-defined]
                    self.note(function, op, arm.kind, arm.chan, several)
            elif kind is Assign and type(op.value) is MakeChan:  # type: ignore[attr-defined]
                class_ = class_of(op.target) if type(op.target) is not Var else _own_class(op.target)  # type: ignore[attr-defined]
                if class_:
                    self.made.setdefault(class_, []).append(op.value.capacity)  # type: ignore[attr-defined]

    def note(self, function: Function, op: Op, kind: str, chan: Value, selected: bool) -> None:
        """Records one operation."""
        class_ = class_of(chan)
        if class_:
            self.uses.setdefault(class_, []).append(ChannelUse(function, op, kind, path_of(chan), selected))

    def capacity(self, class_: str) -> int | None:
        """The capacity all channels of a class have, None when not known or not the same."""
        made = self.made.get(class_)
        if not made or any(capacity != made[0] for capacity in made):
            return None
        return made[0]


def _own_class(var: Var) -> str:
    return f"{var.owner.id}:{var.name}#{var.uid}"
