"""Child processes waited for before their pipes are served: the child waits for its pipe, Wait for the child.

Source: the documentation of ``os/exec``: Wait closes the pipes, so all reads must be over before, and a child that reads its
input to the end needs the input closed. Uses of the pipe are read from the text: readers and writers are not in the IR.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from gostatic.analyses.obligations import Start, bound_to
from gostatic.analyses.operations import Operations
from gostatic.analyses.uses import source_of
from gostatic.ir.function import Function
from gostatic.ir.ops import Call, Op
from gostatic.ir.values import path_of
from gostatic.models.resources import CHILD_PIPES, CHILD_WAITS


class ChildWait(NamedTuple):
    """A ``wait`` for a child whose pipe ``name``, opened at ``op``, is served only at ``served``, or not at all (-1).

    ``output`` tells a pipe the child writes to from one it reads.
    """

    function: Function
    op: Op
    wait: Op
    name: str
    output: bool
    served: int
    certain: bool


def child_waits(operations: Operations) -> Iterator[ChildWait]:
    """All of them, one for each pipe."""
    waits = [use for use in operations.calling(*CHILD_WAITS) if type(use.op) is Call and use.target.recv is not None]
    for use in operations.calling(*CHILD_PIPES):
        function, op, number, position = use.place
        if type(op) is not Call or use.target.recv is None:
            continue
        var = bound_to(function, Start(function, op, number, position + 1), op, 0)
        child = path_of(use.target.recv)
        wait = next(
            (
                other.op
                for other in waits
                if other.function is function and other.op.pos > op.pos and path_of(other.target.recv) == child  # type: ignore[arg-type]
            ),
            None,
        )
        if var is None or child is None or wait is None:
            continue
        output = not use.target.symbol.endswith("StdinPipe")
        found = _unserved(function, var.name, op, wait, output)
        if found is not None:
            served, certain = found
            yield ChildWait(function, op, wait, var.name, output, served, certain and not function.test)


def _unserved(function: Function, name: str, opened: Op, wait: Op, output: bool) -> tuple[int, bool] | None:
    """Where a pipe is served behind the wait, and whether that is a mistake for sure; None when it is served before."""
    source = source_of(function)[: function.outermost.end]
    mention = re.compile(rb"(?<![\w.])%b\b(?!\s*(?:,[^\n]*)?:?=[^=])(?!\s*[!=]=)" % re.escape(name.encode()))
    between = [found.start() for found in mention.finditer(source, opened.end, wait.pos)]
    behind = [found.start() for found in mention.finditer(source, wait.end)]
    if output:
        if between:
            return None
        return (behind[0], True) if behind else (-1, False)
    closed = re.compile(rb"(defer )?(?<![\w.])%b\.Close\(" % re.escape(name.encode()))
    closes = list(closed.finditer(source, opened.end, wait.pos))
    if any(found[1] is None for found in closes) or any(_is_handed_on(source, at, name) for at in between):
        return None
    if any(literal.pos <= at < literal.end for literal in function.closures for at in between):
        return None
    if closes:
        return closes[0].start(), True
    late = closed.search(source, wait.end)
    return (late.start(), True) if late else None


def _is_handed_on(source: bytes, at: int, name: str) -> bool:
    """Whether a mention of the pipe gives it to somebody who may close it: a go statement, an unknown function."""
    line = source[source.rfind(b"\n", 0, at) + 1 : at]
    after = source[at + len(name) : at + len(name) + 1]
    if b"go " in line:
        return True
    return after in (b")", b",") and not re.search(rb"\b(?:io\.\w+|fmt\.Fp\w+|bufio\.\w+|json\.\w+)\([^()]*$", line)
