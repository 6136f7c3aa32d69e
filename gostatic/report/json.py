"""Findings for programs: one JSON object, version 1 of a format of our own.

``findings-1.schema.json`` beside this file is the JSON schema and describes every field. In short: ``findings`` in
source order, each with its stable ``id``, rule, place and witness; ``problems`` met on the way. Paths are relative to
the run root; lines and columns count from 1, columns in bytes, ends are exclusive. Fields may be added to version 1;
one that goes away or changes its meaning makes version 2. The text is ASCII (everything else escaped), so that no
console encoding can spoil it.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from gostatic.base.problem import Problem
from gostatic.base.span import Span
from gostatic.report.options import ReportOptions
from gostatic.report.plain import well_formed
from gostatic.report.source_map import SourceMap

if TYPE_CHECKING:
    from gostatic.engine.finding import Finding, RunResult

FORMAT_VERSION = 1


def render(result: RunResult, options: ReportOptions) -> str:
    """The run as indented JSON with a final line end; suppressed findings only when the options ask for them."""
    sources = SourceMap(result.read)
    document = {
        "version": FORMAT_VERSION,
        "tool": {"name": "gostatic", "version": options.version},
        **({"shard": result.shard} if result.shard else {}),
        "files": result.files,
        "findings": [
            _finding(each, sources) for each in result.findings if options.include_suppressed or each.suppressed is None
        ],
        "problems": [_problem(each) for each in result.problems],
    }
    return json.dumps(document, indent=2) + "\n"


def _finding(finding: Finding, sources: SourceMap) -> dict[str, Any]:
    diagnostic = finding.diagnostic
    return {
        "id": finding.id,
        "rule": finding.rule.id,
        "severity": finding.severity.value,
        "precision": finding.rule.precision.value,
        "profile": diagnostic.profile.value,
        "message": well_formed(diagnostic.message),
        **_place(diagnostic.span, sources),
        "package": well_formed(finding.package),
        "function": well_formed(finding.function),
        "symbols": [well_formed(each) for each in diagnostic.symbols],
        "suppressed": None if finding.suppressed is None else well_formed(finding.suppressed),
        "suppressed_by": None if finding.suppressed is None else finding.suppressed_by,
        "goroutines": [well_formed(each) for each in diagnostic.lanes],
        "witness": [
            {
                "goroutine": step.goroutine,
                "kind": step.kind,
                "depth": step.depth,
                "text": well_formed(step.text),
                **_place(step.span, sources),
            }
            for step in diagnostic.witness
        ],
    }


def _place(span: Span, sources: SourceMap) -> dict[str, Any]:
    start, end = sources.place(span)
    return {
        "path": well_formed(span.file),
        "line": start.line,
        "column": start.column,
        "end_line": end.line,
        "end_column": end.column,
    }


def _problem(problem: Problem) -> dict[str, Any]:
    return {
        "kind": problem.kind.value,
        "path": well_formed(problem.file),
        "line": problem.line,
        "message": well_formed(problem.message),
    }
