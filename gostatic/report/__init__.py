"""Findings to text: one function per format, chosen by name.

Reporters lay out what a run found and take no decision: what is a finding, what is suppressed and what the exit status
is, is settled before. They print nothing and open no file; the caller writes the returned text and shows the notes.
Each format's module is imported when it is asked for, so that plain text output costs no other format's imports.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from gostatic.report.options import Rendered, ReportOptions

if TYPE_CHECKING:
    from gostatic.engine.finding import RunResult

__all__ = ["FORMATS", "Rendered", "ReportOptions", "Reporter", "summary"]

Reporter = Callable[["RunResult", ReportOptions], Rendered]
"""Takes what a run found and how to show it; returns the whole output and the notes about it."""


def _text(result: RunResult, options: ReportOptions) -> Rendered:
    from gostatic.report.text import render

    return Rendered(render(result, options))


def _json(result: RunResult, options: ReportOptions) -> Rendered:
    from gostatic.report.json import render

    return Rendered(render(result, options))


def _sarif(result: RunResult, options: ReportOptions) -> Rendered:
    from gostatic.report.sarif import render

    return render(result, options)


FORMATS: dict[str, Reporter] = {"text": _text, "json": _json, "sarif": _sarif}
"""The reporter of each format, by the name ``--format`` takes; the first is the default."""


def summary(result: RunResult) -> str:
    """One line without a line end that closes a run: how many findings, files and problems (for standard error)."""
    from gostatic.report.text import summary as line

    return line(result)
