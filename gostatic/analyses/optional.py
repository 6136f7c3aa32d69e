"""Steps that a function takes only when its caller asks for them: behind a flag, or an argument that may be missing.

``if !p.scoped { p.mu.Lock() }`` says that some callers hold the lock already; which of them cannot be told from the callee.
"""

from __future__ import annotations

from gostatic.analyses.summary import Site
from gostatic.callgraph.program import Program
from gostatic.ir.function import Block, Function
from gostatic.ir.ops import Assign, Branch, Op
from gostatic.ir.values import OPAQUE, Const, Elem, FieldOf, Operation, Value, Var, path_of


def is_optional(program: Program, site: Site) -> bool:
    """Whether a callee takes the last step only on request: a skip that goes on with the rest, no early way out."""
    links = site.chain()[1:]
    for link in links:
        function = program.functions.get(link.function)
        if function is not None and _is_skipped(function, link, link is links[-1]):
            return True
    return False


def _is_skipped(function: Function, link: Site, last: bool) -> bool:
    blocks = function.blocks
    goal = next(
        (number for number, block in enumerate(blocks) for op in block.ops if (op.pos, op.end) == (link.pos, link.end)),
        None,
    )
    if goal is None:
        return False
    for number, block in enumerate(blocks):
        branch = block.ops[-1] if block.ops else None
        if type(branch) is not Branch or not _is_request(function, block, branch.cond, last):
            continue
        ways = [_reached(blocks, succ, number) for succ in block.succs]
        if len(ways) == 2 and (goal in ways[0]) != (goal in ways[1]):
            other = ways[0] if goal in ways[1] else ways[1]
            if other & _reached(blocks, goal, number):
                return True  # both go on together
    return False


def _reached(blocks: list[Block], start: int, without: int) -> set[int]:
    """The blocks control can come to from one without passing another."""
    seen: set[int] = set()
    pending = [start]
    while pending:
        number = pending.pop()
        if number not in seen and number != without:
            seen.add(number)
            pending.extend(blocks[number].succs)
    return seen


def _is_request(function: Function, block: Block, cond: Value, last: bool) -> bool:
    """Whether a condition asks an argument or, ahead of the lock itself, a flag of the object."""
    while type(cond) is Operation and cond.op == "!":
        cond = cond.operands[0]
    if type(cond) is Operation and any(
        type(side) is Const and side.value and type(side.value) is str for side in cond.operands
    ):
        return False  # one of many names that the work may be on, not how to do it
    if type(cond) is Operation and cond.op in ("==", "!=") and any(type(side) is Const for side in cond.operands):
        return any(_is_argument(function, side) for side in cond.operands)
    if _is_argument(function, cond):
        return True
    if type(cond) is FieldOf:
        path = path_of(cond)
        root = path[0] if path is not None else None
        # A flag of the object itself, or one among the options that a caller gives.
        return type(root) is Var and root.kind == "param" and (last or _is_argument(function, root))
    if type(cond) is Var and cond.defs == [OPAQUE]:
        return any(type(op) is Assign and _is_lookup(function, op) for op in _ahead(block.ops, cond))
    return False


def _ahead(ops: list[Op], var: Var) -> list[Op]:
    """The operation ahead of the one that sets a variable: the other half of ``value, ok := ...``."""
    for position, op in enumerate(ops):
        if type(op) is Assign and op.target is var:
            return ops[max(0, position - 1) : position]
    return []


def _is_lookup(function: Function, op: Assign) -> bool:
    return type(op.value) is Elem and _is_argument(function, op.value.base)


def _is_argument(function: Function, value: Value) -> bool:
    """Whether a value is a parameter other than the receiver."""
    return (
        type(value) is Var
        and value.kind == "param"
        and value.owner is function
        and not (function.has_recv and value.index == 0)
    )
