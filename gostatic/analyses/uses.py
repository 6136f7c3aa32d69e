"""Where a local variable goes: which operations mention it, and whether its address reaches code that nobody can see."""

from __future__ import annotations

from collections.abc import Iterator

from gostatic.callgraph.program import Program
from gostatic.ir.function import Block, Function
from gostatic.ir.ops import Assign, Branch, Call, Close, Copy, Defer, Go, Op, Recv, Return, Select, Send
from gostatic.ir.values import (
    CallResult,
    Closure,
    Elem,
    FieldOf,
    FuncRef,
    InterfaceMethod,
    MethodRef,
    Operation,
    Path,
    Pure,
    Received,
    Value,
    Var,
    path_of,
)

MAX_DEPTH = 12
# Methods that call methods of their receiver are followed so far.
MAX_GIVING = 3


def mentions(value: Value, var: Var, depth: int = 0) -> bool:
    """Whether a value is, or is reached through, a variable (or is a literal that captures it)."""
    kind = type(value)
    if kind is Var:
        return value is var
    if depth > MAX_DEPTH:
        return True
    if kind is FieldOf or kind is Elem:
        return mentions(value.base, var, depth + 1)  # type: ignore[attr-defined]
    if kind is Closure:
        return var in value.function.captures  # type: ignore[attr-defined]
    if kind is MethodRef or kind is InterfaceMethod:
        return mentions(value.recv, var, depth + 1)  # type: ignore[attr-defined]
    if kind is Operation:
        return any(mentions(item, var, depth + 1) for item in value.operands)  # type: ignore[attr-defined]
    if kind is Received:
        return mentions(value.chan, var, depth + 1)  # type: ignore[attr-defined]
    if kind is Pure:
        return var in value.variables  # type: ignore[attr-defined]
    return False


def operands(op: Op) -> Iterator[Value]:
    """The values an operation uses (an assignment's target only when it is no plain variable)."""
    kind = type(op)
    if kind is Call:
        yield op.callee  # type: ignore[attr-defined]
        yield from op.args  # type: ignore[attr-defined]
    elif kind is Go or kind is Defer:
        yield op.call.callee  # type: ignore[attr-defined]
        yield from op.call.args  # type: ignore[attr-defined]
    elif kind is Assign:
        yield op.value  # type: ignore[attr-defined]
        if type(op.target) is not Var:  # type: ignore[attr-defined]
            yield op.target  # type: ignore[attr-defined]
    elif kind is Send:
        yield op.chan  # type: ignore[attr-defined]
        yield op.value  # type: ignore[attr-defined]
    elif kind is Recv or kind is Close:
        yield op.chan  # type: ignore[attr-defined]
    elif kind is Return:
        yield from op.values  # type: ignore[attr-defined]
    elif kind is Branch:
        yield op.cond  # type: ignore[attr-defined]
    elif kind is Select:
        for arm in op.arms:  # type: ignore[attr-defined]
            yield arm.chan
            yield arm.value


def op_mentions(op: Op, var: Var) -> bool:
    """Whether an operation uses a variable."""
    return any(mentions(value, var) for value in operands(op))


def first_given(program: Program, function: Function, var: Var, depth: int = 0) -> int:
    """Where an object is first put where others may find it; the end of the function when it never is.

    A method that gives its receiver away does so at its end: what it does before is done to an object nobody knows.
    """
    found = function.end
    for block in function.blocks:
        for op in block.ops:
            if op.pos >= found:
                continue
            kind = type(op)
            if kind is Call or kind is Defer:
                call: Call = op if kind is Call else op.call  # type: ignore[assignment, attr-defined]
                if any(_is_carried(argument, var) for argument in call.args):
                    found = op.pos - 1
                elif type(call.callee) is MethodRef:
                    if call.callee.recv is var and _gives_receiver(program, call, depth):
                        found = op.pos
                elif _is_carried(call.callee, var):
                    found = op.pos - 1
            elif kind is Assign:
                if op.target is not var and _is_carried(op.value, var):  # type: ignore[attr-defined]
                    found = op.pos - 1
            elif kind is not Return and kind is not Branch and any(_is_carried(value, var) for value in operands(op)):
                found = op.pos - 1
    return found


def _is_carried(value: Value, var: Var) -> bool:
    """Whether who has a value has the variable's object: the object itself, or a function that works on it."""
    kind = type(value)
    if kind is MethodRef or kind is InterfaceMethod:
        return mentions(value.recv, var)  # type: ignore[attr-defined]
    return value is var or (kind is Closure and var in value.function.captures)  # type: ignore[attr-defined]


def _gives_receiver(program: Program, call: Call, depth: int) -> bool:
    """Whether a method called may put its receiver where others find it."""
    if depth >= MAX_GIVING:
        return True
    targets, _ = program.resolver.targets(call)
    for target in targets:
        inner = target.function
        if inner is None:
            if target.effect is None:
                return True
        elif (
            not inner.params
            or not inner.has_recv
            or first_given(program, inner, inner.params[0], depth + 1) < inner.end
        ):
            return True
    return not targets


def meets_others(function: Function) -> bool:
    """Whether a function goes on in turns, or starts goroutines, or sends to and hears from them: others may act in between."""
    return any(block.loop or any(type(op) in (Go, Recv, Select, Send) for op in block.ops) for block in function.blocks)


def source_of(function: Function) -> bytes:
    """The text of the file a function stands in, b"" for package variables."""
    symbol = function.outermost.symbol
    return symbol.file.text if symbol is not None else b""


def ways_on(block: Block) -> list[int]:
    """The successors of a block; a loop over a ticker's channel does not end by itself: nobody closes that."""
    if len(block.succs) == 2:
        for op in block.ops:
            if type(op) is Recv and op.ranged and _is_ticking(op.chan):
                return block.succs[:1]
    return block.succs


def _is_ticking(chan: Value) -> bool:
    if type(chan) is FieldOf:
        return chan.name == "C" and chan.owner == "time.Ticker"
    if type(chan) is Var and len(chan.defs) == 1:
        chan = chan.defs[0]
    if type(chan) is not CallResult or type(chan.call.callee) is not FuncRef:
        return False
    return chan.call.callee.symbol.id == "time.Tick"


def always_before(function: Function, first: Op, second: Op) -> bool:
    """Whether every way from a function's start to one operation passes another one before."""
    pending = [0]
    seen = {0}
    while pending:
        block = function.blocks[pending.pop()]
        met = next((op for op in block.ops if op is first or op is second), None)
        if met is second:
            return False
        for succ in block.succs if met is None else ():
            if succ not in seen:
                seen.add(succ)
                pending.append(succ)
    return True


def family(function: Function) -> Iterator[Function]:
    """A function and all literals in it."""
    pending = [function]
    while pending:
        item = pending.pop()
        yield item
        pending.extend(reversed(item.closures))


def escapes(program: Program, var: Var) -> bool:
    """Whether a variable (or something that counts on it) reaches code whose effect on it is not known.

    Known are: methods called on it, passing it to a function of the program that is the only callee, literals that
    capture it and are only called, deferred or started.
    """
    resolver = program.resolver
    called: set[str] = set()
    created: set[str] = set()
    for function in family(var.owner):
        if function is not var.owner and var in function.captures:
            created.add(function.id)
        for block in function.blocks:
            for op in block.ops:
                kind = type(op)
                if kind is Call or kind is Go or kind is Defer:
                    call: Call = op if kind is Call else op.call  # type: ignore[assignment, attr-defined]
                    targets, complete = resolver.targets(call)
                    sole = len(targets) == 1 and complete
                    if sole and targets[0].function is not None and targets[0].function.parent is not None:
                        called.add(targets[0].function.id)
                    for argument in call.args:
                        if type(argument) is Closure:
                            if sole and targets[0].effect is not None:
                                called.add(argument.function.id)
                        elif mentions(argument, var) and not (type(argument) is Var and argument is not var):
                            if not sole or targets[0].function is None:
                                return True
                elif kind is Assign:
                    value = op.value  # type: ignore[attr-defined]
                    if type(value) is not Closure and mentions(value, var) and type(op.target) is not Var:  # type: ignore
                        return True
                    if type(value) is MethodRef and mentions(value, var):
                        return True
                elif kind is Return:
                    if any(type(v) is not Closure and mentions(v, var) for v in op.values):  # type: ignore[attr-defined]
                        return True
                elif kind is Send and mentions(op.value, var):  # type: ignore[attr-defined]
                    return True
                elif kind is Copy:
                    continue
    return not created <= called


def loops_of(function: Function) -> dict[int, int]:
    """The innermost loop of every operation, by the operation's identity."""
    return {id(op): block.loop for block in function.blocks for op in block.ops}


def call_of(value: Value) -> Call | None:
    """The call a value comes from."""
    return value.call if type(value) is CallResult else None


def gives_back(literal: Function, path: Path, taken: int = -1) -> bool:
    """Whether a literal unlocks a lock, or calls a function that came with it: a result of the call at ``taken``."""
    for block in literal.blocks:
        for op in block.ops:
            callee = op.callee if type(op) is Call else None
            if type(callee) is Var and any(type(made) is CallResult and made.call.pos == taken for made in callee.defs):
                return True
            if (
                type(callee) is MethodRef
                and callee.symbol.name in ("Unlock", "RUnlock")
                and path_of(callee.recv) == path
            ):
                return True
    return False
