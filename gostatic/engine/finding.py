"""A finding: a diagnostic of a rule, placed, identified and judged by the run. What reporters are given."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from gostatic.base.problem import Problem
from gostatic.rule import Diagnostic, Rule, Severity


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding.

    ``id`` is stable: rule, qualified symbols and the text of the reported line, never line numbers. ``severity`` is the rule's
    unless the configuration changed it. ``package`` is the import path, ``function`` the qualified function it lies in.
    ``suppressed`` is the reason of the comment that silences it, None when it stands.
    """

    id: str
    rule: Rule
    diagnostic: Diagnostic
    severity: Severity
    package: str
    function: str
    suppressed: str | None = None


@dataclass(frozen=True, slots=True)
class RunResult:
    """What a run gives to the reporters.

    ``findings`` are sorted by file and offset and hold the suppressed ones too; ``problems`` are sorted; ``rules`` are
    all rules that ran; ``read`` gives the bytes of a file by its run path; ``root`` is the run root's absolute path;
    ``files`` is the number of files analysed.
    """

    findings: tuple[Finding, ...]
    problems: tuple[Problem, ...]
    rules: tuple[Rule, ...]
    root: str
    files: int
    read: Callable[[str], bytes]
