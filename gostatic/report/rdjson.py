"""Reviewdog's diagnostic format (rdjson): one JSON object with all diagnostics; columns count bytes from 1."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from gostatic.report.flat import Flat, flattened
from gostatic.report.options import ReportOptions
from gostatic.report.source_map import Place
from gostatic.rule import Severity

if TYPE_CHECKING:
    from gostatic.engine.finding import RunResult

_SEVERITY = {Severity.ERROR: "ERROR", Severity.WARNING: "WARNING", Severity.NOTE: "INFO"}


def render(result: RunResult, options: ReportOptions) -> str:
    """The diagnostics in the order of the run as indented JSON, ASCII, with a final line end."""
    document = {
        "source": {"name": "gostatic"},
        "diagnostics": [_diagnostic(flat) for flat in flattened(result, options)],
    }
    return json.dumps(document, indent=2) + "\n"


def _diagnostic(flat: Flat) -> dict[str, Any]:
    diagnostic: dict[str, Any] = {
        "message": flat.message,
        "location": _location(flat.path, flat.place),
        "severity": _SEVERITY[flat.severity],
        "code": {"value": flat.rule},
    }
    if flat.steps:
        diagnostic["relatedLocations"] = [
            {"message": f"({step.number}) {step.text}", "location": _location(step.path, step.place)}
            for step in flat.steps
        ]
    return diagnostic


def _location(path: str, place: Place) -> dict[str, Any]:
    start, end = place
    return {
        "path": path,
        "range": {
            "start": {"line": start.line, "column": start.column},
            "end": {"line": end.line, "column": end.column},
        },
    }
