"""What went wrong with the input (or with us), as a value: broken Go never raises."""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple


class ProblemKind(Enum):
    """Where a problem comes from; only ``INTERNAL`` and ``USAGE`` change the exit status (to 2)."""

    SYNTAX = "syntax"  # source that does not parse; only the declaration is lost
    IO = "io"  # a file or folder that cannot be read
    MODULE = "module"  # go.mod, go.work, build constraints
    CONFIG = "config"  # a line of the configuration that means nothing here
    BOUND = "bound"  # an analysis bound was hit
    SUPPRESSION = "suppression"  # a comment that silences nothing, or may not
    BASELINE = "baseline"  # an entry of a baseline that no longer occurs
    INTERNAL = "internal"  # our own bug: one function is lost
    USAGE = "usage"  # a pattern that matches nothing, and the like


class Problem(NamedTuple):
    """One problem.

    ``file`` is run-root relative ("" when no file applies); ``line`` is 1-based, 0 when unknown;
    ``message`` is one sentence without the place in it.
    """

    kind: ProblemKind
    file: str
    line: int
    message: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place}: {self.message}" if place else self.message
