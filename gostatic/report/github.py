"""Annotations of GitHub Actions: workflow commands in the log of a step.

A step shows ten errors, ten warnings and ten notices (``actions/toolkit``, ``docs/problem-matchers.md``); what is over
that is dropped there in silence. So the worst come first, and what finds no room follows as plain lines in a group of the
log, with its count. Text of the analysed source cannot form a command of its own: line ends and ``%`` are escaped, the
older ``##[command]`` is broken up, and plain lines do not start with ``::``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from gostatic.report.flat import Flat, flattened, worst_first
from gostatic.report.options import Rendered, ReportOptions
from gostatic.rule import Severity

if TYPE_CHECKING:
    from gostatic.engine.finding import RunResult

MAX_OF_SEVERITY = 10  # annotations of one severity that one step shows
MAX_STEPS = 30  # of a witness in one annotation; more: counted there, the log and the other formats have them all

_COMMAND = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}


def render(result: RunResult, options: ReportOptions) -> Rendered:
    """The annotations, and a note when there are more findings than a step shows."""
    counts = dict.fromkeys(Severity, 0)
    shown: list[str] = []
    rest: list[Flat] = []
    for flat in worst_first(flattened(result, options)):
        counts[flat.severity] += 1
        if counts[flat.severity] <= MAX_OF_SEVERITY:
            shown.append(_annotation(flat))
        else:
            rest.append(flat)
    notes: tuple[str, ...] = ()
    if rest:
        over = ", ".join(
            f"{count - MAX_OF_SEVERITY} of {count} {severity.value}s"
            for severity, count in counts.items()
            if count > MAX_OF_SEVERITY
        )
        shown.append(f"::group::{len(rest)} more findings than a step can annotate")
        shown += [_broken(f"- {flat.severity.value}: {flat.one_line()}") for flat in rest]
        shown.append("::endgroup::")
        notes = (f"GitHub annotates {MAX_OF_SEVERITY} findings of a severity; in the log only: {over}",)
    return Rendered("".join(line + "\n" for line in shown), notes)


def _annotation(flat: Flat) -> str:
    end = flat.place.end
    properties = {
        "file": flat.path,
        "line": str(flat.line),
        "endLine": str(end.line),
        "col": str(flat.place.start.utf16_column),
        "endColumn": str(end.utf16_column),
        "title": f"gostatic {flat.rule}",
    }
    listed = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    lines = [flat.message]
    lines += [f"({step.number}) {step.path}:{step.place.start.line}: {step.text}" for step in flat.steps[:MAX_STEPS]]
    if len(flat.steps) > MAX_STEPS:
        lines.append(f"… and {len(flat.steps) - MAX_STEPS} more steps")
    return f"::{_COMMAND[flat.severity]} {listed}::{_data(chr(10).join(lines))}"


def _broken(text: str) -> str:
    return text.replace("##[", "## [")


def _data(text: str) -> str:
    return _broken(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
