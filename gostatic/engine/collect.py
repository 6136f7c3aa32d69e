"""From what rules say to findings: what is shown, where it lies, its id, what silences it, which of several is told."""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from gostatic.base.span import Span
from gostatic.engine.finding import Finding, stable_name
from gostatic.engine.options import Options
from gostatic.engine.precedence import PRECEDENCE
from gostatic.engine.suppress import Suppressions
from gostatic.ir.function import Function
from gostatic.project.workspace import Workspace
from gostatic.rule import Diagnostic, Profile, Rule, Severity


class Collector:
    """Takes the diagnostics of a run and gives its findings."""

    def __init__(
        self, workspace: Workspace, functions: Functions, options: Options, suppressions: Suppressions
    ) -> None:
        self._packages = {file.path: package for package in workspace.packages for file in package.files}
        self._files = {file.path: file for package in workspace.packages for file in package.files}
        self._options = options
        self._suppressions = suppressions
        self._functions = functions
        self._found: list[Finding] = []

    def take(self, rule: Rule, diagnostic: Diagnostic) -> None:
        """A diagnostic of a rule becomes a finding, unless the options do not show it."""
        options, path = self._options, diagnostic.span.file
        file = self._files.get(path)
        if file is None:
            return
        function = self._functions.around(diagnostic.span)
        if diagnostic.profile is Profile.DEFAULT and function is not None and self._functions.is_dead(function):
            diagnostic = replace(diagnostic, profile=Profile.AUDIT)  # nobody suffers from what never runs
        if not (options.shows(rule.profile, path) and options.shows(diagnostic.profile, path)):
            self._suppressions.reason(rule.id, diagnostic.span)  # its comment is of use, in another profile
            return
        severity = options.severity_of(rule, path)
        if severity is not None and options.reports_in(path, file.generated):
            name = function.name if function is not None else ""
            self._found.append(self._finding(rule, diagnostic, severity, name, file.text))

    def findings(self) -> tuple[Finding, ...]:
        """The findings by place, each cause once, with ids of their own."""
        return tuple(_numbered(_subsumed(sorted(self._found, key=order))))

    def _finding(self, rule: Rule, diagnostic: Diagnostic, severity: Severity, name: str, text: bytes) -> Finding:
        span = diagnostic.span
        package = self._packages[span.file].import_path
        end = text.find(b"\n", span.start)
        line = text[text.rfind(b"\n", 0, span.start) + 1 : len(text) if end < 0 else end]
        named = "\0".join((rule.id, package, *map(stable_name, (name, *diagnostic.symbols))))
        return Finding(
            id=hashlib.sha256(named.encode() + b"\0" + b"".join(line.split())).hexdigest()[:16],
            rule=rule,
            diagnostic=diagnostic,
            severity=severity,
            package=package,
            function=name,
            suppressed=self._suppressions.reason(rule.id, span),
        )


def order(finding: Finding) -> tuple[str, int, int, str, str]:
    """The key by which findings are sorted."""
    span = finding.diagnostic.span
    return (span.file, span.start, span.end, finding.rule.id, finding.diagnostic.message)


def _subsumed(findings: list[Finding]) -> Iterator[Finding]:
    """Leaves out what another finding on the same place says already, and exact repeats.

    What is certain goes before what is for audits; among equals, the more specific one.
    """
    rank = {id: number for number, id in enumerate(PRECEDENCE)}
    best: dict[tuple[str, int], tuple[bool, int]] = {}
    for finding in findings:
        if finding.rule.id in rank:
            span = finding.diagnostic.span
            key = (span.file, span.start)
            own = _rank(finding, rank)
            best[key] = min(best.get(key, own), own)
    seen: set[tuple[object, ...]] = set()
    for finding in findings:
        span = finding.diagnostic.span
        if finding.rule.id in rank and best[(span.file, span.start)] < _rank(finding, rank):
            continue
        said = (finding.rule.id, span, finding.diagnostic.message)
        if said not in seen:
            seen.add(said)
            yield finding


def _rank(finding: Finding, rank: dict[str, int]) -> tuple[bool, int]:
    """The place of a finding among those of one cause, the one to be told first."""
    doubtful = Profile.AUDIT in (finding.rule.profile, finding.diagnostic.profile)
    return doubtful, rank[finding.rule.id]


def _numbered(findings: Iterable[Finding]) -> Iterator[Finding]:
    """Makes equal ids distinct by counting them in source order."""
    counts: dict[str, int] = {}
    for finding in findings:
        count = counts.get(finding.id, 0)
        counts[finding.id] = count + 1
        if not count:
            yield finding
            continue
        yield replace(finding, id=f"{finding.id}-{count + 1}")


class Functions:
    """The functions of a run: which one a span lies in, and whether it can run at all."""

    def __init__(self, functions: Iterable[Function], is_dead: Callable[[Function], bool]) -> None:
        self.is_dead = is_dead
        self._by_file: dict[str, list[Function]] = {}
        for function in functions:
            self._by_file.setdefault(function.file, []).append(function)
        self._sorted: dict[str, _Nested] = {}

    def around(self, span: Span) -> Function | None:
        """The innermost function around a span."""
        nested = self._sorted.get(span.file)
        if nested is None:
            nested = self._sorted[span.file] = _Nested(self._by_file.get(span.file, ()))
        return nested.innermost(span.start)


class _Nested:
    """Functions of a file by their start, each with the nearest one before it that reaches into it."""

    def __init__(self, functions: Iterable[Function]) -> None:
        self._functions = sorted(functions, key=lambda function: function.pos)
        self._starts = [function.pos for function in self._functions]
        self._around: list[int] = []
        open_: list[int] = []
        for index, function in enumerate(self._functions):
            while open_ and self._functions[open_[-1]].end <= function.pos:
                open_.pop()
            self._around.append(open_[-1] if open_ else -1)
            open_.append(index)

    def innermost(self, offset: int) -> Function | None:
        """The last function to start before an offset that has not ended there."""
        index = bisect_right(self._starts, offset) - 1
        while index >= 0 and self._functions[index].end <= offset:
            index = self._around[index]
        return self._functions[index] if index >= 0 else None
