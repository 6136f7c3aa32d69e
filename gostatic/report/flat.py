"""Findings as the flat formats need them: one record each, places resolved, the text safe to show."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from gostatic.base.span import Span
from gostatic.report.options import ReportOptions
from gostatic.report.plain import visible
from gostatic.report.source_map import Place, SourceMap
from gostatic.rule import Precision, Severity

if TYPE_CHECKING:
    from gostatic.engine.finding import Finding, RunResult

_PRECISION_RANK = {precision: rank for rank, precision in enumerate(Precision)}


class FlatStep(NamedTuple):
    """One step of a witness: its number from 1, run path, place and text (``goroutine N: `` before it when there are
    several goroutines)."""

    number: int
    path: str
    place: Place
    text: str


class Flat(NamedTuple):
    """One finding: run path, place (1-based, ends exclusive), and texts on one line without control characters.

    The message of a suppressed finding ends in the reason."""

    finding: Finding
    path: str
    place: Place
    message: str
    steps: tuple[FlatStep, ...]

    @property
    def line(self) -> int:
        """The 1-based line."""
        return self.place.start.line

    @property
    def column(self) -> int:
        """The 1-based column in bytes."""
        return self.place.start.column

    @property
    def rule(self) -> str:
        """The rule id."""
        return self.finding.rule.id

    @property
    def severity(self) -> Severity:
        """How bad it is."""
        return self.finding.severity

    def one_line(self) -> str:
        """``path:line:col: message [rule]``."""
        return f"{self.path}:{self.line}:{self.column}: {self.message} [{self.rule}]"


def flattened(result: RunResult, options: ReportOptions) -> list[Flat]:
    """The findings to write, in the order of the run; suppressed ones only when the options ask for them."""
    sources = SourceMap(result.read)
    return [
        _flat(finding, sources)
        for finding in result.findings
        if options.include_suppressed or finding.suppressed is None
    ]


def worst_first(findings: list[Flat]) -> list[Flat]:
    """The same by severity, then by the precision of the rule, then in the order of the run."""
    return sorted(findings, key=lambda flat: (flat.severity.rank, _PRECISION_RANK[flat.finding.rule.precision]))


def _flat(finding: Finding, sources: SourceMap) -> Flat:
    diagnostic = finding.diagnostic
    several = len({step.goroutine for step in diagnostic.witness}) > 1
    steps = tuple(
        FlatStep(
            number,
            visible(step.span.file),
            _place(step.span, sources),
            f"goroutine {step.goroutine}: {visible(step.text)}" if several else visible(step.text),
        )
        for number, step in enumerate(diagnostic.witness, 1)
    )
    message = visible(diagnostic.message)
    if finding.suppressed is not None:
        message += f" (suppressed: {visible(finding.suppressed)})"
    return Flat(finding, visible(diagnostic.span.file), _place(diagnostic.span, sources), message, steps)


def _place(span: Span, sources: SourceMap) -> Place:
    return sources.place_on_one_line(span)
