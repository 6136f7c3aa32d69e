"""Where a way out of a function parts from those that give a lock back: the goto, break or continue that takes it.

The return at the end of a function, or the loop's next turn, is where a lock is seen to be still held; the statement to mend is
often a jump long before.
"""

from __future__ import annotations

from collections.abc import Container

from gostatic.analyses.paths import forward_order
from gostatic.ir.function import Function
from gostatic.ir.ops import Jump, Op

_WORDS = ("goto", "break", "continue")


def turning_point(function: Function, taken: int, releases: Container[int], exit: Op) -> Op:
    """The jump from which on no release can be reached any more in this turn of all loops, else ``exit``.

    ``taken`` is the offset of the operation that takes the lock, ``releases`` are identities of those that give it back.
    """
    blocks = function.blocks
    start = next(
        ((number, at) for number, block in enumerate(blocks) for at, op in enumerate(block.ops) if op.pos == taken),
        None,
    )
    if start is None:
        return exit
    order = forward_order(function)
    ahead = [[succ for succ in block.succs if order[succ] > order[number]] for number, block in enumerate(blocks)]
    releasing = [any(id(op) in releases for op in block.ops) for block in blocks]
    may_release = list(releasing)
    for number in sorted(range(len(blocks)), key=lambda item: -order[item]):
        may_release[number] = may_release[number] or any(may_release[succ] for succ in ahead[number])
    first, at = start
    if any(id(op) in releases for op in blocks[first].ops[at:]):
        return exit
    pending, seen = [first], {first}
    while pending:
        number = pending.pop(0)
        for succ in ahead[number]:
            if succ in seen or releasing[succ]:
                continue
            seen.add(succ)
            if may_release[succ]:
                pending.append(succ)
                continue
            last = blocks[succ].ops[-1] if blocks[succ].ops else None
            if may_release[number] and type(last) is Jump and last.word in _WORDS and leads(function, succ, exit):
                return last
    return exit


def leads(function: Function, number: int, exit: Op) -> bool:
    """Whether an operation can be reached from a block."""
    pending, seen = [number], {number}
    while pending:
        block = function.blocks[pending.pop()]
        if any(op is exit for op in block.ops):
            return True
        for succ in block.succs:
            if succ not in seen:
                seen.add(succ)
                pending.append(succ)
    return False
