"""Cancel functions of contexts that are dropped, forgotten on a path, or stored where nobody calls them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from gostatic.analyses.operations import Operations
from gostatic.analyses.uses import op_mentions, source_of
from gostatic.callgraph.program import Program
from gostatic.ir.function import Function
from gostatic.ir.ops import Assign, Call, Op, Recv, Return, Select
from gostatic.ir.values import (
    CallResult,
    FieldOf,
    InterfaceMethod,
    Value,
    Var,
    path_of,
)
from gostatic.models.effects import Kind


class Cancel(NamedTuple):
    """A context's cancel function that is dropped, not called on the way to ``exit``, or ``stored`` where nobody calls it.

    Not ``certain``: it is thrown away where the parent ends soon anyway, as tests do.
    """

    function: Function
    op: Call
    name: str
    exit: Op | None
    stored: str = ""
    certain: bool = True


def cancels(program: Program, operations: Operations) -> Iterator[Cancel]:
    """Cancel functions that are thrown away, forgotten on some path, or stored where nobody calls them."""
    for use in operations.having(Kind.DERIVE):
        function, op, number, position = use.place
        if type(op) is not Call:
            continue
        target, stored = _bound(function.blocks[number].ops[position + 1 :], op)
        if stored:
            if type(target) is FieldOf and _never_read(program, target):
                yield Cancel(function, op, target.name, None, target.name)
            continue
        if type(target) is not Var:
            # A test that drops the function does so knowing that the test, and with it the context, ends.
            yield Cancel(function, op, "_", None, certain=not function.test and not _parent_ends(program, op))
            continue
        if target.owner is not function or (target.captured and _captured_elsewhere(function, target)):
            continue
        if target.kind == "result" or _handed_on(function, target, op):
            continue
        leak = _unused_exit(function, number, position + 1, target, op)
        if leak is not None:
            yield Cancel(function, op, target.name, leak, certain=not _parent_ends(program, op))


def _handed_on(function: Function, var: Var, op: Call) -> bool:
    """Whether the variable is an argument or element anywhere behind the call: calls nobody asks about are not in the IR."""
    text = source_of(function)[op.end : function.end]
    return re.search(rb"[(,{:]\s*%b\s*[,)}]" % re.escape(var.name.encode()), text) is not None


def _parent_ends(program: Program, op: Call) -> bool:
    """Whether the parent was derived in the same function with a cancel function that is used: it ends the child as well."""
    parent = op.args[0] if op.args else None
    if type(parent) is not Var:
        return False
    for value in parent.defs:
        if type(value) is CallResult and value.call is not op and _derives(program, value.call):
            for block in parent.owner.blocks:
                target, _ = next(
                    (
                        _bound(block.ops[at + 1 :], value.call)
                        for at, other in enumerate(block.ops)
                        if other is value.call
                    ),
                    (None, False),
                )
                if type(target) is Var:
                    return any(op_mentions(other, target) for inner in parent.owner.blocks for other in inner.ops)
    return False


def _never_read(program: Program, target: FieldOf) -> bool:
    """Whether a field that its package keeps to itself is only ever assigned there, going by the text of all its files."""
    pkg = target.owner.rpartition(".")[0]
    scope = program.types.scope(pkg) if pkg else None
    if scope is None or target.name[:1].isupper():
        return False
    # A selector of that name that is not on the left of an assignment, by itself or in a list.
    read = re.compile(rb"(\w*)\.%b\b(?!\s*=[^=])(?!\s*,[^;\n(){}]*[^=!<>:]=[^=])" % re.escape(target.name.encode()))
    own = target.owner.rpartition(".")[2].encode()
    for file in scope.files:
        for found in read.finditer(file.text):
            # What a method of another type reads of its receiver is another field of that name.
            header = file.text.rfind(b"\nfunc ", 0, found.start())
            method = _METHOD.match(file.text, header) if header >= 0 else None
            if method is None or method[1] != found[1] or method[2] == own:
                return False
    return True


_METHOD = re.compile(rb"\nfunc \((\w+) \*?(\w+)")


def _derives(program: Program, op: Call) -> bool:
    targets = program.resolver.targets(op)[0]
    return any(target.effect is not None and target.effect.kind is Kind.DERIVE for target in targets)


def _bound(following: list[Op], op: Call) -> tuple[Value | None, bool]:
    """What a cancel function is bound to, and whether that is something else than a variable."""
    context = False
    for other in following:
        if type(other) is Assign and type(other.value) is CallResult and other.value.call is op:
            if other.value.index == 1:
                return other.target, type(other.target) is not Var
            context = True
        elif type(other) is Return and any(type(value) is CallResult and value.call is op for value in other.values):
            return None, True
    return None, not context


def _captured_elsewhere(function: Function, var: Var) -> bool:
    """Whether some literal uses the variable: it may call it whenever it likes."""
    pending = list(function.closures)
    while pending:
        item = pending.pop()
        if var in item.captures:
            return True
        pending.extend(item.closures)
    return False


def _unused_exit(function: Function, number: int, start: int, var: Var, call: Call) -> Op | None:
    """A return reached from the call without any use of the cancel function."""
    pending = [(number, start)]
    seen: set[int] = set()
    exits: list[Op] = []
    while pending:
        index, position = pending.pop()
        block = function.blocks[index]
        stopped = False
        for op in block.ops[position:]:
            if type(op) is Assign and type(op.value) is CallResult and op.value.call is call:
                continue
            if op_mentions(op, var) or (type(op) is Recv and _ends(op.chan, call)):
                stopped = True
                break
            if type(op) is Assign and op.target is var:
                break  # overwritten: the next value is another story
            if type(op) is Return:
                exits.append(op)
        if not stopped:
            last = block.ops[-1]
            for arm, succ in enumerate(block.succs):
                if type(last) is Select and arm < len(last.arms) and _ends(last.arms[arm].chan, call):
                    continue
                if succ not in seen:
                    seen.add(succ)
                    pending.append((succ, 0))
    return min(exits, key=lambda op: op.pos) if exits else None


def _ends(chan: Value, call: Call) -> bool:
    """Whether a channel is the parent context's ``Done()``: behind a receive from it the derived context is done as well."""
    if type(chan) is not CallResult or not call.args:
        return False
    callee = chan.call.callee
    if type(callee) is not InterfaceMethod or callee.name != "Done":
        return False
    path = path_of(call.args[0])
    return path is not None and path == path_of(callee.recv)
