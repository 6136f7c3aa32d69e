"""A Markdown summary for people: counts per rule, then each finding with its witness folded away.

Made for the step summary of GitHub Actions and for comments: HTML and Markdown of the analysed source are shown, never
obeyed. A step summary holds 1 MiB and is dropped whole beyond it, so what would go over is counted instead of written.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from gostatic.report.flat import Flat, flattened, worst_first
from gostatic.report.options import Rendered, ReportOptions
from gostatic.report.text import summary
from gostatic.rule import Severity

if TYPE_CHECKING:
    from gostatic.engine.finding import RunResult

MAX_BYTES = 1_000_000  # of the details; GitHub takes 1,048,576 for a step's whole summary

_SPECIAL = re.compile(r"([\\`*_{}\[\]()#+!|~$@:-])")


def render(result: RunResult, options: ReportOptions) -> Rendered:
    """The summary, worst findings first, and a note when not every finding had room."""
    found = worst_first(flattened(result, options))
    lines = ["## gostatic", "", escaped(summary(result)) + ".", ""]
    if not found:
        return Rendered("\n".join(lines))
    lines += ["| rule | errors | warnings | notes |", "|---|---:|---:|---:|"]
    for rule in sorted({flat.rule for flat in found}):
        counts = [sum(flat.rule == rule and flat.severity is severity for flat in found) for severity in Severity]
        lines.append(f"| {rule} | {' | '.join(str(count) for count in counts)} |")
    lines.append("")
    room = MAX_BYTES
    for number, flat in enumerate(found):
        entry = _entry(flat)
        room -= len(entry.encode())
        if room < 0:
            left = len(found) - number
            lines += [f"… and {left} more findings, which have no room here.", ""]
            return Rendered(
                "\n".join(lines), (f"the Markdown summary has no room for {left} of {len(found)} findings",)
            )
        lines.append(entry)
    return Rendered("\n".join(lines))


def _entry(flat: Flat) -> str:
    head = f"**{flat.severity.value}** {_code(f'{flat.path}:{flat.line}:{flat.column}')} {escaped(flat.message)}"
    lines = [f"- {head} [{flat.rule}]"]
    if flat.steps:
        lines += ["  <details><summary>steps</summary>", ""]
        lines += [
            f"  {step.number}. {escaped(step.text)} {_code(f'{step.path}:{step.place.start.line}')}"
            for step in flat.steps
        ]
        lines += ["", "  </details>"]
    return "\n".join(lines) + "\n"


def escaped(text: str) -> str:
    """One line of text that Markdown and HTML show as it is."""
    from gostatic.report.plain import visible

    shown = visible(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _SPECIAL.sub(r"\\\1", shown)


def _code(text: str) -> str:
    ticks = "`" * (1 + max((len(run) for run in re.findall("`+", text)), default=0))
    pad = " " if "`" in text else ""
    return f"{ticks}{pad}{text}{pad}{ticks}"
