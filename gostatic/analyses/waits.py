"""Small questions about one wait: does it end by itself, and by how many callees may it be reached."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from gostatic.analyses.summary import Site
from gostatic.callgraph.program import Program
from gostatic.ir.function import Function
from gostatic.ir.ops import Op, Recv, Return, Select, call_in
from gostatic.ir.values import (
    OPAQUE,
    CallResult,
    FieldOf,
    FuncRef,
    InterfaceMethod,
    MethodRef,
    Operation,
    Value,
    Var,
    class_of,
)

_TIMES = {"time.After", "time.Tick"}
_DEADLINES = {
    "context.WithTimeout", "context.WithDeadline", "context.WithTimeoutCause", "context.WithDeadlineCause",
}  # fmt: skip


def op_at(program: Program, site: Site) -> tuple[Function, Op] | None:
    """The operation at the inner end of a site."""
    last = site.chain()[-1]
    function = program.functions.get(last.function)
    if function is None:
        return None
    for block in function.blocks:
        for op in block.ops:
            if op.pos == last.pos and op.end == last.end:
                return function, op
    return None


def passes_field(program: Program, site: Site) -> bool:
    """Whether a call on the way is one of a function kept in a field: another object may keep another one."""
    return next(fields_passed(program, site), None) is not None


def fields_passed(program: Program, site: Site) -> Iterator[str]:
    """The classes of the fields whose functions are called on the way."""
    for link in site.chain():
        function = program.functions.get(link.function)
        for block in function.blocks if function is not None and link.inner is not None else ():
            for op in block.ops:
                call = call_in(op)
                if call is not None and (call.pos, call.end) == (link.pos, link.end) and type(call.callee) is FieldOf:
                    yield class_of(call.callee)


def sole(program: Program, site: Site) -> bool:
    """Whether each call on the way has that one callee, or one that the object called is seen to keep.

    A test's double behind an interface is one of several.
    """
    for link in site.chain():
        if link.inner is None:
            return True
        function = program.functions.get(link.function)
        inner = program.functions.get(link.inner.function)
        if function is None or inner is None:
            return False
        for block in function.blocks:
            for op in block.ops:
                call = call_in(op)
                if call is None or call.pos != link.pos or call.end != link.end:
                    continue
                targets, complete = program.resolver.targets(call)
                if len(targets) > 1 or (not complete and inner.test and not function.test):
                    callee = call.callee
                    kept = any(target.own and target.function is inner for target in targets) or (
                        type(callee) is InterfaceMethod and program.kinds.may_be(callee.recv, inner)
                    )
                    if not kept or (inner.test and not function.test):
                        return False
    return True


def is_followed(program: Program, site: Site) -> bool:
    """Whether each call on the way is no guess among interfaces: what is called through one is seen to be put there."""
    for link in site.chain():
        function = program.functions.get(link.function)
        inner = program.functions.get(link.inner.function) if link.inner is not None else None
        if function is None or inner is None:
            return True
        for block in function.blocks:
            for op in block.ops:
                call = call_in(op)
                if call is None or call.pos != link.pos or call.end != link.end:
                    continue
                callee = call.callee
                if type(callee) is InterfaceMethod and not program.kinds.may_be(callee.recv, inner):
                    return False
    return True


def is_avoidable(program: Program, site: Site) -> bool:
    """Whether a function can return without having come to an operation of its own."""
    function = program.functions.get(site.function)
    if function is None:
        return False
    pending, seen = [0], {0}
    while pending:
        block = function.blocks[pending.pop()]
        if any(op.pos == site.pos and op.end == site.end for op in block.ops):
            continue
        if type(block.ops[-1]) is Return:
            return True
        pending.extend(succ for succ in block.succs if succ not in seen)
        seen.update(block.succs)
    return False


def is_bounded(op: Op) -> bool:
    """Whether a timer or deadline ends the wait."""
    if type(op) is Select:
        # A channel made by a call that no analysis keeps is a timer's or a clock's (`time.After(d)`) as a rule.
        return any(arm.kind == "recv" and (arm.chan is OPAQUE or _is_timer(arm.chan, 0)) for arm in op.arms)
    return type(op) is Recv and _is_timer(op.chan, 0)


def _is_timer(value: Value, depth: int) -> bool:
    if type(value) is Var:
        return len(value.defs) == 1 and depth < 3 and _is_timer(value.defs[0], depth + 1)
    if type(value) is FieldOf:
        return value.name == "C" and value.owner in ("time.Timer", "time.Ticker")
    if type(value) is not CallResult:
        return False
    callee = value.call.callee
    if type(callee) is FuncRef:
        return callee.symbol.id in _TIMES
    if type(callee) is InterfaceMethod:
        return callee.name == "Done" and _has_deadline(callee.recv)
    return type(callee) is MethodRef and callee.symbol.name == "Done" and _has_deadline(callee.recv)


def _has_deadline(context: Value) -> bool:
    """Whether a context variable only ever is one with a deadline."""
    if type(context) is not Var or context.kind != "local" or not context.defs:
        return False
    for value in context.defs:
        callee = value.call.callee if type(value) is CallResult else None
        if type(callee) is not FuncRef or callee.symbol.id not in _DEADLINES:
            return False
    return True


def drained(function: Function, op: Op, class_: str) -> bool:
    """Whether every way to a send passes a select that empties the channel without waiting."""
    return not reachable_without(
        function,
        op,
        lambda item: (
            type(item) is Select
            and item.has_default
            and any(arm.kind == "recv" and class_of(arm.chan) == class_ for arm in item.arms)
        ),
    )


def reachable_without(function: Function, goal: Op, stops: Callable[[Op], bool]) -> bool:
    """Whether some way from the function's start reaches an operation without one that ``stops``."""
    pending = [0]
    seen = {0}
    while pending:
        block = function.blocks[pending.pop()]
        stopped = False
        for op in block.ops:
            if op is goal:
                return True
            if stops(op):
                stopped = True
                break
        if not stopped:
            for succ in block.succs:
                if succ not in seen:
                    seen.add(succ)
                    pending.append(succ)
    return False


def fields_in(value: Value) -> set[str]:
    """Classes of the fields a condition reads."""
    if type(value) is Operation:
        return {class_ for operand in value.operands for class_ in fields_in(operand)}
    class_ = class_of(value) if type(value) in (FieldOf, Var) else ""
    return {class_} if class_ else set()
