"""Loops that cannot be left, and what they wait for."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection

from gostatic.analyses.contexts import done_of
from gostatic.analyses.uses import ways_on
from gostatic.ir.function import Function
from gostatic.ir.ops import Exit, Panic, Recv, Return, Select, Send

# The bytes of a file by its run path.
TextOf = Callable[[str], bytes]
_PAUSE = re.compile(rb"\btime\.Sleep\(|\.Wait\(")


def is_endless(function: Function, loop: int, dead: Collection[tuple[int, int]] = ()) -> bool:
    """Whether a loop has no way out: a loop over a ticker's channel has none of its own.

    ``dead`` are cases of selects, by the select's identity and the case's number, that are never taken.
    """
    head = next((number for number, block in enumerate(function.blocks) if block.loop == loop), -1)
    if head < 0:
        return False
    pending, seen = [head], {head}
    while pending:
        block = function.blocks[pending.pop()]
        last = block.ops[-1]
        if type(last) in (Return, Panic, Exit):
            return False
        for arm, succ in enumerate(ways_on(block)):
            if (id(last), arm) in dead:
                continue
            if not function.in_loop(function.blocks[succ].loop, loop):
                return False
            if succ not in seen:
                seen.add(succ)
                pending.append(succ)
    return True


def waits_without_context(function: Function, loop: int, texts: TextOf) -> bool:
    """Whether a loop has a step that waits, and none that hears of a context's end."""
    waits = False
    for block in function.blocks:
        if not function.in_loop(block.loop, loop):
            continue
        for op in block.ops:
            if type(op) is Recv or type(op) is Send:
                if done_of(op.chan) is not None:
                    return False
                waits = True
            elif type(op) is Select:
                if any(done_of(arm.chan) is not None for arm in op.arms):
                    return False
                waits = waits or not op.has_default
    pos, end = function.loop_spans[loop]
    return waits or _PAUSE.search(texts(function.file), pos, end) is not None


def head_of(function: Function, loop: int, texts: TextOf) -> tuple[int, int]:
    """Where the first line of a loop's text begins and ends, without the brace."""
    start, end = function.loop_spans[loop]
    return start, start + len(texts(function.file)[start:end].split(b"{")[0].rstrip())
