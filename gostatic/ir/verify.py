"""The IR's invariants, checked: what every function that lowering gives must fulfil, also for broken source.

Not part of a run; the tests call it over small programs and over the Go distribution.
"""

from __future__ import annotations

from collections.abc import Iterator

from gostatic.ir.function import Block, Function
from gostatic.ir.ops import (
    TERMINATORS,
    Assign,
    Branch,
    Call,
    Close,
    Defer,
    Go,
    Jump,
    Op,
    Recv,
    Return,
    Select,
    Send,
)
from gostatic.ir.printer import family
from gostatic.ir.values import (
    CallResult,
    Closure,
    Elem,
    FieldOf,
    InterfaceMethod,
    MethodRef,
    Operation,
    Pure,
    Received,
    Value,
    Var,
)


def verify(function: Function) -> list[str]:
    """What is wrong with a function and its literals, as sentences in the order of the code; empty when all is well."""
    found: list[str] = []
    members = family(function)
    for item in members:
        check = _Check(item, found)
        check.shape()
        check.closures()
        check.loops()
        if item.blocks:
            check.blocks()
    _calls(members, found)
    return found


class _Check:
    """The checks of one function."""

    def __init__(self, function: Function, found: list[str]) -> None:
        self.function = function
        self.found = found
        self.frames: list[Function] = []
        outer: Function | None = function
        while outer is not None:
            self.frames.append(outer)
            outer = outer.parent

    def wrong(self, place: str, what: str) -> None:
        self.found.append(f"{self.function.id}{place}: {what}")

    def shape(self) -> None:
        """Span, parameters and results."""
        function = self.function
        if not 0 <= function.pos <= function.end:
            self.wrong("", f"span {function.pos}-{function.end}")
        for kind, formals in (("param", function.params), ("result", function.results)):
            for index, var in enumerate(formals):
                if var.kind != kind or var.index != index or var.owner is not function:
                    self.wrong("", f"{kind} {index} ({var!r}) is {var.kind} {var.index} of {var.owner.id}")
        if function.has_recv and not function.params:
            self.wrong("", "a method without receiver")

    def closures(self) -> None:
        """Literals lie inside and know where; captured variables are of functions around."""
        function = self.function
        for closure in function.closures:
            if closure.parent is not function:
                self.wrong("", f"literal {closure.id} has another parent")
            if not function.pos <= closure.pos <= closure.end <= function.end:
                self.wrong("", f"literal {closure.id} lies outside")
        for var in function.captures:
            if var.owner not in self.frames[1:]:
                self.wrong("", f"captures {var!r} of {var.owner.id}")
            if not var.captured:
                self.wrong("", f"{var!r} is captured and does not know")

    def loops(self) -> None:
        """Loops are nested as their numbers and spans say."""
        function = self.function
        if len(function.loop_parents) != len(function.loop_spans) or function.loop_parents[:1] != [0]:
            self.wrong("", "loop tables do not agree")
            return
        for number, parent in enumerate(function.loop_parents):
            if not number:
                continue
            start, end = function.loop_spans[number]
            if not 0 <= parent < number:
                self.wrong("", f"loop {number} lies in loop {parent}")
            elif parent and not function.loop_spans[parent][0] <= start <= end <= function.loop_spans[parent][1]:
                self.wrong("", f"loop {number} lies outside loop {parent} around it")

    def blocks(self) -> None:
        """Terminators, successors, reachability, operations."""
        function = self.function
        count = len(function.blocks)
        for index, block in enumerate(function.blocks):
            place = f" b{index}"
            if not block.ops or not isinstance(block.ops[-1], TERMINATORS):
                self.wrong(place, "does not end in a terminator")
                continue
            for op in block.ops[:-1]:
                if isinstance(op, TERMINATORS):
                    self.wrong(place, f"has a {type(op).__name__} inside")
            if len(block.succs) != successors(block.ops[-1]):
                self.wrong(place, f"has {len(block.succs)} successors behind a {type(block.ops[-1]).__name__}")
            if not all(type(succ) is int and 0 <= succ < count for succ in block.succs):
                self.wrong(place, f"has successors {block.succs} of {count} blocks")
                return
            if not 0 <= block.loop < len(function.loop_parents):
                self.wrong(place, f"lies in loop {block.loop} of {len(function.loop_parents) - 1}")
                continue
            for op in block.ops:
                self.operation(op, block.loop, place)
            self.jump(block, place)
        seen = {0}
        pending = [0]
        while pending:
            for succ in function.blocks[pending.pop()].succs:
                if succ not in seen:
                    seen.add(succ)
                    pending.append(succ)
        for index in range(count):
            if index not in seen:
                self.wrong(f" b{index}", "cannot be reached")

    def jump(self, block: Block, place: str) -> None:
        """The way back to a loop's head stays in that loop."""
        last = block.ops[-1]
        if type(last) is Jump and last.word == "loop":
            loop = self.function.blocks[block.succs[0]].loop
            if not loop or not self.function.in_loop(block.loop, loop):
                self.wrong(place, f"jumps back to loop {loop} from loop {block.loop}")

    def operation(self, op: Op, loop: int, place: str) -> None:
        """Span, and whose variables it names."""
        function = self.function
        place = f"{place} {type(op).__name__}@{op.pos}"
        if not function.pos <= op.pos <= op.end <= function.end:
            self.wrong(place, f"lies outside the function ({op.pos}-{op.end}, function {function.pos}-{function.end})")
        if loop:
            start, end = function.loop_spans[loop]
            if not start <= op.pos <= end:
                self.wrong(place, f"lies outside loop {loop}")
        for operand in operands(op):
            for value in parts(operand):
                if type(value) is Var:
                    self.variable(value, place)
                elif type(value) is Pure:
                    for var in value.variables:
                        self.variable(var, place)
                elif type(value) is Closure and value.function not in function.closures:
                    self.wrong(place, f"names the literal {value.function.id} of another function")

    def variable(self, var: Var, place: str) -> None:
        """A variable's frame is this one or around it."""
        if var.owner not in self.frames:
            self.wrong(place, f"names {var!r} of {var.owner.id}")
        elif var.owner is not self.function and var not in self.function.captures:
            self.wrong(place, f"names {var!r}, which is not among the captured variables")


def _calls(members: list[Function], found: list[str]) -> None:
    """A call's result is used only where the call itself is an operation of the same outermost function."""
    calls: set[Call] = set()
    for item in members:
        for block in item.blocks:
            for op in block.ops:
                if type(op) is Call:
                    if op in calls:
                        found.append(f"{item.id}: the call at {op.pos} stands twice")
                    calls.add(op)
    for item in members:
        for block in item.blocks:
            for op in block.ops:
                for operand in operands(op):
                    for value in parts(operand):
                        if type(value) is CallResult and value.call not in calls and not _dead(value.call, members):
                            found.append(
                                f"{item.id} {type(op).__name__}@{op.pos}: result of no call ({value.call.pos})"
                            )


def _dead(call: Call, members: list[Function]) -> bool:
    """Whether a call may have been dropped as unreachable: its frame may still be named by a literal around it."""
    return not any(item.pos <= call.pos < item.end for item in members)


def successors(op: Op) -> int:
    """How many successors a terminator has."""
    if type(op) is Jump:
        return 1
    if type(op) is Branch:
        return 2
    if type(op) is Select:
        return len(op.arms) + op.has_default
    return 0


def operands(op: Op) -> tuple[Value, ...]:
    """The values an operation names."""
    kind = type(op)
    if isinstance(op, Assign):
        return (op.target, op.value)
    if isinstance(op, Call):
        return (op.callee, *op.args)
    if isinstance(op, (Go, Defer)):
        return (op.call.callee, *op.call.args)
    if isinstance(op, Send):
        return (op.chan, op.value)
    if kind is Recv or kind is Close:
        return (op.chan,)  # type: ignore[attr-defined]
    if isinstance(op, Branch):
        return (op.cond,)
    if isinstance(op, Select):
        return tuple([value for arm in op.arms for value in (arm.chan, arm.value)])
    if isinstance(op, Return):
        return op.values
    return ()


def parts(value: Value) -> Iterator[Value]:
    """A value and the values it is made of (not the calls behind results)."""
    pending: list[Value] = [value]
    while pending:
        item = pending.pop()
        yield item
        if isinstance(item, (FieldOf, Elem)):
            pending.append(item.base)
        elif isinstance(item, (MethodRef, InterfaceMethod)):
            pending.append(item.recv)
        elif isinstance(item, Received):
            pending.append(item.chan)
        elif isinstance(item, Operation):
            pending.extend(item.operands)
