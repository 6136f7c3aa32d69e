"""Functions of the IR as text, for tests and for people: one operation a line, successors by block number.

A place comes first on each line (the 1-based line when the file's text is known, else the byte offset). Variables carry their
name, with ``#uid`` where one outermost function has several of that name; results of calls are ``%1``, ``%2`` ... in the
order of printing, ``%1[2]`` the third result of a call; a place in a literal's frame is printed like any other.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable

from gostatic.ir.function import Block, Function
from gostatic.ir.ops import (
    Arm,
    Assign,
    Branch,
    Call,
    Close,
    Copy,
    Defer,
    Exit,
    Go,
    Jump,
    Op,
    Panic,
    Recv,
    Return,
    Select,
    Send,
    Yielded,
    Yielding,
)
from gostatic.ir.values import (
    Alloc,
    Builtin,
    CallResult,
    Closure,
    Const,
    Elem,
    FieldOf,
    FuncRef,
    Global,
    InterfaceMethod,
    MakeChan,
    MethodRef,
    Opaque,
    Operation,
    Pure,
    Received,
    Value,
    Var,
)

# Values nested deeper than this are printed as "...".
MAX_DEPTH = 40


def print_function(function: Function, text: bytes | None = None) -> str:
    """The text of a function, and behind it that of its literals in source order, each line ended.

    Takes the function and the bytes of its file, from which lines are counted; without them places are byte offsets.
    """
    return _Printer(function, text).run(function)


class _Printer:
    """Numbers of calls and names of variables of one outermost function."""

    def __init__(self, function: Function, text: bytes | None) -> None:
        self.breaks = None if text is None else [at for at, byte in enumerate(text) if byte == 10]
        self.calls: dict[Call, int] = {}
        self.shared: set[str] = set()
        first: dict[str, Var] = {}
        for item in family(function.outermost):
            for var in (*item.params, *item.results, *_assigned(item)):
                if first.setdefault(var.name, var) is not var:
                    self.shared.add(var.name)
            for block in item.blocks:
                for op in block.ops:
                    if type(op) is Call:
                        self.calls[op] = len(self.calls) + 1

    def run(self, function: Function) -> str:
        return "\n".join("".join(f"{line}\n" for line in self.one(item)) for item in family(function))

    def one(self, function: Function) -> list[str]:
        lines = [f"func {function.id}({', '.join([self.var(var) for var in function.params])})"]
        if function.results:
            lines[0] += f" ({', '.join([self.var(var) for var in function.results])})"
        marks = [
            word
            for word, holds in (("method", function.has_recv), ("recovers", function.recovers), ("test", function.test))
            if holds
        ]
        lines[0] += f"  // {', '.join(marks)}" if marks else ""
        if function.parent is not None:
            lines.append(f"  in {function.parent.id}")
        if function.captures:
            captured = [f"{self.var(var)} at {self.place(pos)}" for var, (pos, _) in function.captures.items()]
            lines.append(f"  captures {', '.join(captured)}")
        for number, (start, end) in enumerate(function.loop_spans):
            if number:
                parent = function.loop_parents[number]
                around = f" in loop {parent}" if parent else ""
                lines.append(f"  loop {number}{around}: {self.place(start)}-{self.place(max(start, end - 1))}")
        for index, block in enumerate(function.blocks):
            lines.append(f"b{index}:" + (f"  // loop {block.loop}" if block.loop else ""))
            for op in block.ops:
                lines.append(f"  {self.place(op.pos):>4}  {self.op(op, block)}")
        return lines

    def place(self, pos: int) -> str:
        return str(pos) if self.breaks is None else str(bisect_right(self.breaks, pos - 1) + 1)

    # --- values ------------------------------------------------------------------------------------------------

    def var(self, var: Var) -> str:
        name = var.name or "_"
        return f"{name}#{var.uid}" if var.name in self.shared or name == "_" else name

    def value(self, value: Value, depth: int = 0) -> str:
        if depth > MAX_DEPTH:
            return "..."
        shown = _VALUES.get(type(value))
        return shown(self, value, depth + 1) if shown is not None else type(value).__name__

    def _field(self, value: FieldOf, depth: int) -> str:
        return f"{self.value(value.base, depth)}.{value.name}{'' if value.owner else '?'}"

    def _elem(self, value: Elem, depth: int) -> str:
        return f"{self.value(value.base, depth)}[{value.key or '...'}]"

    def _const(self, value: Const, depth: int) -> str:
        known = value.value
        if known is None:
            return "nil"
        if isinstance(known, bool):
            return "true" if known else "false"
        return ascii(known)

    def _method(self, value: MethodRef, depth: int) -> str:
        return f"{self.value(value.recv, depth)}.({value.symbol.id})"

    def _interface_method(self, value: InterfaceMethod, depth: int) -> str:
        return f"{self.value(value.recv, depth)}.(interface {value.owner or '?'}.{value.name})"

    def _make_chan(self, value: MakeChan, depth: int) -> str:
        return f"make(chan, {'?' if value.capacity is None else value.capacity})"

    def _result(self, value: CallResult, depth: int) -> str:
        number = self.calls.get(value.call)
        name = f"%{number}" if number is not None else f"%call@{self.place(value.call.pos)}"
        return f"{name}[{value.index}]" if value.index else name

    def _operation(self, value: Operation, depth: int) -> str:
        shown = [self.value(operand, depth) for operand in value.operands]
        return f"({shown[0]} {value.op} {shown[1]})" if len(shown) == 2 else f"{value.op}{' '.join(shown)}"

    def _pure(self, value: Pure, depth: int) -> str:
        names = ", ".join([self.var(var) for var in value.variables])
        return f"`{value.text.encode('unicode_escape').decode()}`" + (f" over {names}" if names else "")

    # --- operations --------------------------------------------------------------------------------------------

    def op(self, op: Op, block: Block) -> str:
        shown = _OPS.get(type(op))
        return shown(self, op, [f"b{succ}" for succ in block.succs]) if shown is not None else type(op).__name__

    def call(self, op: Call) -> str:
        return f"{self.value(op.callee)}({', '.join([self.value(argument) for argument in op.args])})"

    def _assign(self, op: Assign, succs: list[str]) -> str:
        return f"{self.value(op.target)} {':=' if op.define else '='} {self.value(op.value)}"

    def _call(self, op: Call, succs: list[str]) -> str:
        use = {"": "  // dropped", "cond": "  // condition"}.get(op.used, "")
        return f"%{self.calls[op]} = {self.call(op)}{use}"

    def _send(self, op: Send, succs: list[str]) -> str:
        return f"{self.value(op.chan)} <- {self.value(op.value)}"

    def _recv(self, op: Recv, succs: list[str]) -> str:
        return f"<-{self.value(op.chan)}{'  // range' if op.ranged else ''}"

    def _yielding(self, op: Yielding, succs: list[str]) -> str:
        return f"body run by {self.value(op.call.callee)}"

    def _yielded(self, op: Yielded, succs: list[str]) -> str:
        return f"end of body run by {self.value(op.call.callee)}"

    def _copy(self, op: Copy, succs: list[str]) -> str:
        inside = f" ({op.held} at .{op.inner})" if op.inner else f" ({op.held})"
        return f"copy {op.what}, {op.how}{inside}"

    def _jump(self, op: Jump, succs: list[str]) -> str:
        return f"jump {', '.join(succs)}{f'  // {op.word}' if op.word else ''}"

    def _branch(self, op: Branch, succs: list[str]) -> str:
        return f"if {self.value(op.cond)} {' else '.join(succs)}"

    def _select(self, op: Select, succs: list[str]) -> str:
        arms = [self.arm(arm) for arm in op.arms] + (["default"] if op.has_default else [])
        # More arms than successors (or fewer) is what the verifier reports; the printer shows what there is.
        shown = [f"{arm} {succ}" for arm, succ in zip(arms, succs, strict=False)]
        return f"select {{{'; '.join(shown)}}}"

    def arm(self, arm: Arm) -> str:
        if arm.kind == "send":
            return f"{self.value(arm.chan)} <- {self.value(arm.value)}:"
        return f"<-{self.value(arm.chan)}:"

    def _return(self, op: Return, succs: list[str]) -> str:
        values = ", ".join([self.value(value) for value in op.values])
        return f"return {values}".rstrip() + ("  // end" if op.implicit else "")


_VALUES: dict[type, Callable[..., str]] = {
    Var: lambda self, value, depth: self.var(value),
    Global: lambda self, value, depth: f"@{value.id}",
    FieldOf: _Printer._field,
    Elem: _Printer._elem,
    Const: _Printer._const,
    FuncRef: lambda self, value, depth: value.symbol.id,
    MethodRef: _Printer._method,
    InterfaceMethod: _Printer._interface_method,
    Closure: lambda self, value, depth: f"closure {value.function.id}",
    Builtin: lambda self, value, depth: f"builtin {value.name}",
    MakeChan: _Printer._make_chan,
    Alloc: lambda self, value, depth: f"new {value.type or '?'} at {self.place(value.pos)}",
    CallResult: _Printer._result,
    Received: lambda self, value, depth: f"received({self.value(value.chan, depth)})",
    Operation: _Printer._operation,
    Pure: _Printer._pure,
    Opaque: lambda self, value, depth: "?",
}

_OPS: dict[type, Callable[..., str]] = {
    Assign: _Printer._assign,
    Call: _Printer._call,
    Go: lambda self, op, succs: f"go {self.call(op.call)}",
    Defer: lambda self, op, succs: f"defer {self.call(op.call)}",
    Send: _Printer._send,
    Recv: _Printer._recv,
    Close: lambda self, op, succs: f"close {self.value(op.chan)}",
    Copy: _Printer._copy,
    Yielding: _Printer._yielding,
    Yielded: _Printer._yielded,
    Jump: _Printer._jump,
    Branch: _Printer._branch,
    Select: _Printer._select,
    Return: _Printer._return,
    Panic: lambda self, op, succs: "panic",
    Exit: lambda self, op, succs: op.kind,
}


def family(function: Function) -> list[Function]:
    """A function and all literals in it, each behind the function it stands in, in source order."""
    found: list[Function] = []
    pending = [function]
    while pending:
        item = pending.pop()
        found.append(item)
        pending.extend(reversed(item.closures))
    return found


def _assigned(function: Function) -> list[Var]:
    return [
        op.target
        for block in function.blocks
        for op in block.ops
        if type(op) is Assign and type(op.target) is Var and op.target.owner is function
    ]
