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


def _plain(module: str) -> Reporter:
    """A reporter whose module is imported when it is called, and whose ``render`` has no notes."""

    def report(result: RunResult, options: ReportOptions) -> Rendered:
        from importlib import import_module

        text: str = import_module(f"gostatic.report.{module}").render(result, options)
        return Rendered(text)

    return report


def _noting(module: str) -> Reporter:
    """The same for a module whose ``render`` gives notes too."""

    def report(result: RunResult, options: ReportOptions) -> Rendered:
        from importlib import import_module

        rendered: Rendered = import_module(f"gostatic.report.{module}").render(result, options)
        return rendered

    return report


FORMATS: dict[str, Reporter] = {
    "text": _plain("text"),
    "concise": _plain("concise"),
    "json": _plain("json"),
    "sarif": _noting("sarif"),
    "github": _noting("github"),
    "gitlab": _plain("gitlab"),
    "checkstyle": _plain("checkstyle"),
    "junit": _plain("junit"),
    "rdjson": _plain("rdjson"),
    "markdown": _noting("digest"),
    "vet": _plain("vet"),
}
"""The reporter of each format, by the name ``--format`` takes; the first is the default."""


def summary(result: RunResult) -> str:
    """One line without a line end that closes a run: how many findings, files and problems (for standard error)."""
    from gostatic.report.text import summary as line

    return line(result)
