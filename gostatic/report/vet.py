"""The shape of ``go vet -json``: package -> analyzer -> diagnostics, so that scripts made for it go on working."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from gostatic.report.flat import Flat, flattened
from gostatic.report.options import ReportOptions
from gostatic.report.plain import well_formed
from gostatic.report.source_map import Place

if TYPE_CHECKING:
    from gostatic.engine.finding import RunResult


def render(result: RunResult, options: ReportOptions) -> str:
    """One JSON object; packages and rules sorted, ``posn`` as ``path:line:col`` from the run root; ``{}`` for none."""
    tree: dict[str, dict[str, list[dict[str, Any]]]] = {}
    for flat in flattened(result, options):
        package = tree.setdefault(well_formed(flat.finding.package), {})
        package.setdefault(flat.rule, []).append(_diagnostic(flat))
    ordered = {package: dict(sorted(rules.items())) for package, rules in sorted(tree.items())}
    return json.dumps(ordered, indent="\t") + "\n"


def _diagnostic(flat: Flat) -> dict[str, Any]:
    written: dict[str, Any] = {**_ends(flat.path, flat.place), "message": flat.message}
    if flat.steps:
        written["related"] = [
            {**_ends(step.path, step.place), "message": f"({step.number}) {step.text}"} for step in flat.steps
        ]
    return written


def _ends(path: str, place: Place) -> dict[str, str]:
    start, end = place
    return {"posn": f"{path}:{start.line}:{start.column}", "end": f"{path}:{end.line}:{end.column}"}
