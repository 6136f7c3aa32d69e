"""The contract of a rule: what it is, what it yields. A rule has no state, does no I/O, lays nothing out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING

from gostatic.base.span import Span

if TYPE_CHECKING:
    from gostatic.analyses.results import Results


class Severity(Enum):
    """How bad it is when the finding is right; also the SARIF level."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"

    @property
    def rank(self) -> int:
        """0 for the worst."""
        return ("error", "warning", "note").index(self.value)


class Precision(Enum):
    """How often a finding is right; SARIF's words."""

    VERY_HIGH = "very-high"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class Profile(Enum):
    """``DEFAULT``: must-evidence, what a maintainer would fix today. ``AUDIT``: may-evidence on top."""

    DEFAULT = "default"
    AUDIT = "audit"


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a witness: where, what happens, in which goroutine.

    ``goroutine`` numbers the lanes from 1; lane 1 is the one the finding is about. ``kind`` is one of acquire, release,
    call, block, spawn, branch, exit, access or "" (the SARIF location kinds are derived from it). ``depth`` is the call depth.
    """

    span: Span
    text: str
    goroutine: int = 1
    kind: str = ""
    depth: int = 0


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """What a rule reports.

    ``span`` is the primary place (one line is shown); ``message`` one sentence for the user; ``witness`` the steps in
    execution order; ``symbols`` what identifies it without line numbers (functions, locks, channels involved);
    ``profile`` where it is shown; ``lanes`` names the goroutines of the witness, lane 1 first.
    """

    span: Span
    message: str
    witness: tuple[Step, ...] = ()
    symbols: tuple[str, ...] = ()
    profile: Profile = Profile.DEFAULT
    lanes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule and all that is said of it before it runs.

    ``id`` is the kebab-case name (file stem, SARIF ruleId, word in suppressions); ``family`` its folder; ``summary`` half
    a sentence; ``check`` takes the results of the analyses and yields diagnostics; ``profile`` is the least profile in
    which it runs at all; ``cwe`` weakness numbers; ``tags`` further SARIF tags.
    """

    id: str
    family: str
    summary: str
    severity: Severity
    precision: Precision
    check: Callable[[Results], Iterator[Diagnostic]]
    profile: Profile = Profile.DEFAULT
    cwe: tuple[int, ...] = ()
    tags: tuple[str, ...] = field(default=("concurrency",))
