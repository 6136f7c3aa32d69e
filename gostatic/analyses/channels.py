"""A census of channel operations by the channel's class: who sends, receives and closes."""

from __future__ import annotations

from typing import NamedTuple

from gostatic.callgraph.program import Program
from gostatic.ir.function import Function
from gostatic.ir.ops import Assign, Close, Op, Recv, Select, Send
from gostatic.ir.values import CallResult, MakeChan, Value, Var, class_of, path_of


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
        self.passed: dict[str, set[str]] = {}
        self.program = program
        self._made_by_calls: dict[str, list[int | None]] | None = None
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
        self.pass_arguments(program)

    def made_by_calls(self, class_: str) -> list[int | None]:
        """The capacities of channels of a class that functions of the program make and return."""
        if self._made_by_calls is None:
            self._made_by_calls = {}
            for _, op in self.program.operations():
                if type(op) is Assign and type(op.value) is CallResult:
                    made = [value for value in _behind(self.program, op.value) if type(value) is MakeChan]
                    name = (
                        (class_of(op.target) if type(op.target) is not Var else _own_class(op.target)) if made else ""
                    )
                    if name:
                        self._made_by_calls.setdefault(name, []).extend(value.capacity for value in made)
        return self._made_by_calls.get(class_, [])

    def note(self, function: Function, op: Op, kind: str, chan: Value, selected: bool) -> None:
        """Records one operation."""
        class_ = class_of(chan)
        if class_:
            self.uses.setdefault(class_, []).append(ChannelUse(function, op, kind, path_of(chan), selected))

    def all_uses(self, class_: str) -> list[ChannelUse]:
        """The operations on a class, and those of functions on the parameter such a channel is passed for."""
        found = list(self.uses.get(class_, ()))
        names = {class_, *self.passed.get(class_, ())}
        for name in sorted(names - {class_}):
            found.extend(self.uses.get(name, ()))
        return found

    def pass_arguments(self, program: Program) -> None:
        """Notes which parameters stand for a channel's class: of calls with one known callee, and one call deep."""
        for made in program.calls:
            targets, _ = program.resolver.targets(made.call)
            if len(targets) != 1 or targets[0].function is None:
                continue
            target = targets[0]
            function = targets[0].function
            actuals = target.args if target.recv is None else (target.recv, *target.args)
            for param, actual in zip(function.params, actuals, strict=False):
                formal = class_of(param)
                if formal not in self.uses:
                    continue
                for value in _behind(program, actual):
                    class_ = class_of(value)
                    if class_ and class_ != formal:
                        self.passed.setdefault(class_, set()).add(formal)

    def capacity(self, class_: str) -> int | None:
        """The capacity all channels of a class have, None when not known or not the same."""
        made = self.made.get(class_)
        if not made or any(capacity != made[0] for capacity in made):
            return None
        return made[0]


def _behind(program: Program, value: Value) -> list[Value]:
    """A value itself, or what the one function returns that it is the result of."""
    if type(value) is not CallResult:
        return [value]
    targets, _ = program.resolver.targets(value.call)
    if len(targets) != 1 or targets[0].function is None:
        return []
    return program.resolver.results(targets[0].function, value.index)


def _own_class(var: Var) -> str:
    return f"{var.owner.id}:{var.name}#{var.uid}"
