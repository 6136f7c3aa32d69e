"""Checkstyle's XML: findings by file, for Jenkins (warnings-ng), reviewdog and others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gostatic.report.flat import Flat, flattened
from gostatic.report.options import ReportOptions
from gostatic.report.xml_text import HEADER, attributes
from gostatic.rule import Severity

if TYPE_CHECKING:
    from gostatic.engine.finding import RunResult

_SEVERITY = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "info"}


def render(result: RunResult, options: ReportOptions) -> str:
    """The report; files and findings in the order of the run, paths relative to the run root."""
    by_file: dict[str, list[Flat]] = {}
    for flat in flattened(result, options):
        by_file.setdefault(flat.path, []).append(flat)
    lines = [f'{HEADER}<checkstyle version="5.0">']
    for path, found in by_file.items():
        lines.append(f"  <file{attributes(name=path)}>")
        lines += [f"    <error{_attributes(flat)}/>" for flat in found]
        lines.append("  </file>")
    return "\n".join([*lines, "</checkstyle>", ""])


def _attributes(flat: Flat) -> str:
    return attributes(
        line=flat.line,
        column=flat.column,
        severity=_SEVERITY[flat.severity],
        message=flat.message,
        source=f"gostatic.{flat.rule}",
    )
