"""A finding: a diagnostic of a rule, placed, identified and judged by the run. What reporters are given."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from gostatic.base.problem import Problem
from gostatic.rule import Diagnostic, Rule, Severity

# Numbers of function literals (``pkg.F.func2.1``): one more literal before another renumbers it.
_LITERAL = re.compile(r"(\.func)\d+((?:\.\d+)*)")


def stable_name(name: str) -> str:
    """A qualified name without the numbers of function literals, for keys that outlive a change nearby."""
    return _LITERAL.sub(r"\1", name) if ".func" in name else name


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding.

    ``id`` is stable: rule, qualified symbols and the text of the reported line, never line numbers. ``severity`` is the rule's
    unless the configuration changed it. ``package`` is the import path, ``function`` the qualified function it lies in.
    ``suppressed`` is the reason it is silenced with, None when it stands; ``suppressed_by`` is then comment or baseline.
    """

    id: str
    rule: Rule
    diagnostic: Diagnostic
    severity: Severity
    package: str
    function: str
    suppressed: str | None = None
    suppressed_by: str = "comment"


@dataclass(frozen=True, slots=True)
class RunResult:
    """What a run gives to the reporters.

    ``findings`` are sorted by file and offset and hold the suppressed ones too; ``problems`` are sorted; ``rules`` are
    all rules that ran; ``read`` gives the bytes of a file by its run path; ``root`` is the run root's absolute path;
    ``files`` is the number of files analysed; ``shard`` is "i/n" when these are a part of the packages; ``packages`` are the
    files' run paths by import path.
    """

    findings: tuple[Finding, ...]
    problems: tuple[Problem, ...]
    rules: tuple[Rule, ...]
    root: str
    files: int
    read: Callable[[str], bytes]
    shard: str = ""
    packages: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
