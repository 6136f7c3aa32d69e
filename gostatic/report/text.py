"""Findings for people: one line each, as Go's own tools print it, and below it the witness.

::

    pool/pool.go:14:2: p.mu is still locked when Get returns early [lock-not-released]
        1  p.mu is locked
           pool/pool.go:9:2 | p.mu.Lock()
        2  returns while p.mu is locked
           pool/pool.go:14:2 | return nil

A witness of several goroutines is laid out per goroutine, each under its name; the step numbers give the order in which
they run. Columns count bytes from 1. What comes from the analysed source is shown, never obeyed (see ``plain``).
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from gostatic.base.problem import ProblemKind
from gostatic.base.span import Span
from gostatic.report.options import ReportOptions
from gostatic.report.plain import visible
from gostatic.report.source_map import SourceMap
from gostatic.rule import Severity, Step

if TYPE_CHECKING:
    from gostatic.engine.finding import Finding, RunResult

MAX_SOURCE_WIDTH = 120  # longer source lines are cut there with an ellipsis: a minified file must not fill the screen
MAX_INDENT = 8  # call depth beyond which steps are not indented further

_RESET = "\x1b[0m"
_BOLD = "\x1b[1m"
_DIM = "\x1b[2m"
_CYAN = "\x1b[36m"
_SEVERITY_COLOR = {Severity.ERROR: "\x1b[31m", Severity.WARNING: "\x1b[33m", Severity.NOTE: "\x1b[36m"}


def render(result: RunResult, options: ReportOptions) -> str:
    """All findings as text, in the order of the run, an empty line between two; "" when there are none."""
    layout = _Layout(result, options)
    shown = (each for each in result.findings if options.include_suppressed or each.suppressed is None)
    return "\n".join(layout.finding(each) for each in shown)


def headlines(result: RunResult, options: ReportOptions) -> list[str]:
    """The first line of every finding, in the order of the run."""
    layout = _Layout(result, options)
    return [layout.headline(each) for each in result.findings if options.include_suppressed or each.suppressed is None]


def summary(result: RunResult) -> str:
    """One line: how many findings stand, of which severity, in how many files; how many are suppressed; problems."""
    standing = [each for each in result.findings if each.suppressed is None]
    parts = []
    if standing:
        severities = [_count(sum(each.severity is level for each in standing), level.value) for level in Severity]
        files = len({each.diagnostic.span.file for each in standing})
        listed = ", ".join(part for part in severities if not part.startswith("0 "))
        parts.append(f"{_count(len(standing), 'finding')} ({listed}) in {files} of {_count(result.files, 'file')}")
    else:
        parts.append(f"no findings in {_count(result.files, 'file')}")
    if known := sum(each.suppressed_by == "baseline" and each.suppressed is not None for each in result.findings):
        parts.append(f"{known} in the baseline")
    if suppressed := len(result.findings) - len(standing) - known:
        parts.append(f"{suppressed} suppressed")
    if result.problems:
        problems = _count(len(result.problems), "problem")
        internal = sum(each.kind is ProblemKind.INTERNAL for each in result.problems)
        parts.append(f"{problems} ({internal} internal)" if internal else problems)
    return "; ".join(parts)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


class _Layout:
    """Lays out the findings of one run."""

    def __init__(self, result: RunResult, options: ReportOptions) -> None:
        self._root = result.root
        self._cwd = options.cwd
        self._color = options.color
        self._sources = SourceMap(result.read)
        self._paths: dict[str, str] = {}

    def headline(self, finding: Finding) -> str:
        """The line that says what and where."""
        diagnostic = finding.diagnostic
        rule = self._paint(f"[{finding.rule.id}]", _SEVERITY_COLOR[finding.severity])
        place = self._paint(f"{self._place(diagnostic.span)}:", _BOLD)
        suppressed = f" (suppressed: {visible(finding.suppressed)})" if finding.suppressed is not None else ""
        return f"{place} {visible(diagnostic.message)} {rule}{suppressed}"

    def finding(self, finding: Finding) -> str:
        """The headline and the witness below it, with a final line end."""
        diagnostic = finding.diagnostic
        lines = [self.headline(finding)]
        if diagnostic.witness:
            lines += self._witness(diagnostic.witness, diagnostic.lanes)
        elif source := self._source(diagnostic.span):
            lines.append(self._paint(f"    | {source}", _DIM))
        return "\n".join(lines) + "\n"

    def _witness(self, witness: tuple[Step, ...], lanes: tuple[str, ...]) -> list[str]:
        width = len(str(len(witness)))
        by_lane: dict[int, list[tuple[int, Step]]] = {}
        for number, step in enumerate(witness, 1):
            by_lane.setdefault(step.goroutine, []).append((number, step))
        lines = []
        for lane in sorted(by_lane):
            if len(by_lane) > 1:
                lines.append("  " + self._paint(lane_title(lane, lanes), _BOLD))
            for number, step in by_lane[lane]:
                indent = "  " * min(max(step.depth, 0), MAX_INDENT)
                label = self._paint(f"{number:>{width}}", _CYAN)
                lines.append(f"    {label}  {indent}{visible(step.text)}")
                source = self._source(step.span)
                below = f"{self._place(step.span)} | {source}" if source else self._place(step.span)
                lines.append(f"    {'':{width}}  {indent}{self._paint(below, _DIM)}")
        return lines

    def _place(self, span: Span) -> str:
        start = self._sources.lines(span.file).position(span.start)
        return f"{self._path(span.file)}:{start.line}:{start.column}"

    def _source(self, span: Span) -> str:
        lines = self._sources.lines(span.file)
        text = visible(lines.line_text(lines.position(span.start).line).strip().replace("\t", " "))
        return text if len(text) <= MAX_SOURCE_WIDTH else text[: MAX_SOURCE_WIDTH - 1] + "…"

    def _path(self, file: str) -> str:
        found = self._paths.get(file)
        if found is None:
            path = file
            if self._cwd:
                try:
                    path = os.path.relpath(os.path.join(self._root, file), self._cwd).replace(os.sep, "/")
                except ValueError:
                    path = file  # another drive: there is no relative path
            found = self._paths[file] = visible(path)
        return found

    def _paint(self, text: str, color: str) -> str:
        return f"{color}{text}{_RESET}" if self._color else text


def lane_title(lane: int, lanes: tuple[str, ...]) -> str:
    """The heading of a goroutine of a witness: its number, which the step texts use, and its name when it has one."""
    name = visible(lanes[lane - 1]) if 0 < lane <= len(lanes) else ""
    if not name or name.startswith("goroutine"):
        return name or f"goroutine {lane}"
    return f"goroutine {lane}: {name}"
