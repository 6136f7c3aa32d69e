"""The contract of a rule: what it is, what it yields. A rule has no state, does no I/O, lays nothing out."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
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
class PathRules:
    """What a configuration says of the files that one of ``paths`` (globs) matches: rules that are ``off`` there, levels
    given to others (also to such as are off elsewhere), and the profile, None when it is not said."""

    paths: tuple[str, ...]
    off: frozenset[str] = frozenset()
    severities: Mapping[str, Severity] = field(default_factory=dict)
    profile: Profile | None = None


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


@dataclass(frozen=True, slots=True)
class RulePack:
    """Rules from elsewhere: what an entry point of the group ``gostatic.rules`` names.

    ``page`` gives a rule's page as Markdown by its id, "" when there is none; see :func:`pages_beside`.
    """

    rules: tuple[Rule, ...]
    page: Callable[[str], str]


def pages_beside(file: str) -> Callable[[str], str]:
    """The pages of a pack whose rules have ``<id with _ for ->.md`` in the folder of ``file`` (give ``__file__``)."""
    folder = os.path.dirname(os.path.abspath(file))

    def page(rule_id: str) -> str:
        try:
            with open(os.path.join(folder, f"{rule_id.replace('-', '_')}.md"), encoding="utf-8") as stream:
                return stream.read()
        except (OSError, ValueError):
            return ""

    return page
