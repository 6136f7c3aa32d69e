"""One line per finding, for editors and problem matchers: ``path:line:col: message [rule]``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gostatic.report.options import ReportOptions
from gostatic.report.text import headlines

if TYPE_CHECKING:
    from gostatic.engine.finding import RunResult


def render(result: RunResult, options: ReportOptions) -> str:
    """The headline of every finding of the text format, without the witness; paths as seen from ``options.cwd``."""
    return "".join(line + "\n" for line in headlines(result, options))
