"""Channels as objects, and the operations on them."""

from __future__ import annotations

from typing import NamedTuple

from gostatic.ir.function import Function
from gostatic.ir.ops import Op, Select
from gostatic.ir.values import MakeChan, Value


class Use(NamedTuple):
    """One operation on a channel.

    ``kind`` is send, recv, range or close; ``arm`` the index of the select's arm, -1 outside; ``free`` says that the
    operation has a way on without the channel: another arm or a default.
    """

    function: Function
    op: Op
    kind: str
    arm: int
    free: bool

    @property
    def operand(self) -> Value:
        """The channel as it stands there."""
        op = self.op
        return op.arms[self.arm].chan if type(op) is Select else op.chan  # type: ignore[attr-defined]

    @property
    def place(self) -> tuple[int, int]:
        """Offsets of the operation itself, an arm's for a select."""
        if type(self.op) is Select:
            arm = self.op.arms[self.arm]
            return arm.pos, arm.end
        return self.op.pos, self.op.end


class Channel:
    """One allocation site, in the function ``home``.

    ``capacity`` is that of ``make`` (None when not constant), ``room`` the largest that callers hand in. ``uses`` are all
    operations on it in source order; ``escaped`` says others may exist, ``shown`` that they may for channels made here for
    others; ``fields`` are the classes of fields and package
    variables it is stored in; ``kept`` says it is kept in something that outlives its function.
    """

    __slots__ = (
        "capacity",
        "escaped",
        "fields",
        "home",
        "index",
        "kept",
        "name",
        "nodes",
        "room",
        "shown",
        "site",
        "uses",
    )

    def __init__(self, index: int, site: MakeChan, home: Function) -> None:
        self.index, self.site, self.home, self.capacity = index, site, home, site.capacity
        self.room: int | None = site.capacity
        self.uses: list[Use] = []
        self.nodes: dict[int, None] = {}
        self.fields: list[str] = []
        self.escaped = self.kept = self.shown = False
        self.name = ""

    def of(self, *kinds: str) -> list[Use]:
        """The operations of those kinds."""
        return [use for use in self.uses if use.kind in kinds]
