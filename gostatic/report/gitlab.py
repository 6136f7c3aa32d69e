"""GitLab's Code Quality report: what merge requests show beside the changed lines.

An array of issues with ``description``, ``check_name``, ``fingerprint``, ``severity`` and ``location``. GitLab takes issues
of one fingerprint for one, so it is the finding's id, which is unique in a run and does not depend on line numbers.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from gostatic.report.flat import Flat, flattened
from gostatic.report.options import ReportOptions
from gostatic.rule import Severity

if TYPE_CHECKING:
    from gostatic.engine.finding import RunResult

_SEVERITY = {Severity.ERROR: "critical", Severity.WARNING: "major", Severity.NOTE: "minor"}


def render(result: RunResult, options: ReportOptions) -> str:
    """The issues as indented JSON, ASCII, with a final line end; ``[]`` when there are none."""
    return json.dumps([_issue(flat) for flat in flattened(result, options)], indent=2) + "\n"


def _issue(flat: Flat) -> dict[str, Any]:
    return {
        "description": flat.message,
        "check_name": flat.rule,
        "fingerprint": flat.finding.id,
        "severity": _SEVERITY[flat.severity],
        "location": {"path": flat.path, "lines": {"begin": flat.line, "end": flat.place.end.line}},
    }
