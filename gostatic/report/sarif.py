"""Findings as SARIF 2.1.0, for code scanning and for viewers.

The log is built from the object model of sarif-om and written by a walk of our own (``sarif_json``). What is written is
what GitHub code scanning reads, and a little more that viewers use:

* Each rule with its page as help, its tags, precision and problem severity.
* Each finding as a result whose primary region lies on one line, since a pull request shows an alert only if all its
  lines are in the diff. Two findings of one rule on one line have the same fingerprint and would fall into one alert,
  so they are one result here.
* The witness as one code flow with one thread flow per goroutine; ``executionOrder`` runs through all of them. Viewers
  do not interleave thread flows, therefore the step texts are numbered. There is no second flow that merges the
  goroutines into one thread: it would claim an execution that no single goroutine has.
* The steps that matter most as related locations linked from the message, the only form in which GitHub shows them.

Paths are relative to the run root (the repository), percent-encoded, under ``%SRCROOT%``, whose value is left to the
reader: no path of the machine gets into the log. Columns count UTF-16 code units.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from gostatic.base.problem import Problem, ProblemKind
from gostatic.base.span import Span
from gostatic.report.line_hash import line_hashes
from gostatic.report.markdown import description_of, unwrapped
from gostatic.report.options import Rendered, ReportOptions
from gostatic.report.plain import visible, well_formed
from gostatic.report.source_map import SourceMap
from gostatic.report.text import lane_title
from gostatic.rule import Precision, Rule, Severity, Step

if TYPE_CHECKING:
    from types import ModuleType

    from gostatic.engine.finding import Finding, RunResult

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"

# What GitHub code scanning shows and takes; more than it takes gets the whole upload rejected.
MAX_SHOWN_RESULTS = 5_000  # more: still written, worst first
MAX_RESULTS = 25_000  # more: left out, with a note
MAX_FLOW_STEPS = 1_000  # of one result; more: the middle of the witness is left out
MAX_FLOWS = 4  # code flows of one result (findings merged on one line); more: only counted in the message
MAX_DESCRIPTION = 1_024
MAX_TAGS = 10
MAX_RELATED = 4  # linked steps of one result: a message stays readable

_ROOT_ID = "%SRCROOT%"
_PROBLEM_SEVERITY = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "recommendation"}
# The location kinds are words of the specification (section 3.38.8) but for "spawn", which it has no word for.
_KINDS = {
    "acquire": ["acquire", "lock"],
    "release": ["release", "lock"],
    "call": ["call", "function"],
    "block": ["danger"],
    "spawn": ["call", "spawn"],
    "branch": ["branch"],
    "exit": ["exit", "function"],
    "access": ["memory"],
}
_IMPORTANCE = {"block": "essential", "call": "unimportant"}  # others: the default, "important"
# Which steps are worth a link, best first; all others come after these.
_LINK_ORDER = ("block", "acquire", "spawn", "release", "exit", "access")
_PROBLEM_TEXT = {
    ProblemKind.SYNTAX: ("SyntaxProblem", "Source that does not parse; the declaration it is in was not analysed."),
    ProblemKind.IO: ("InputProblem", "A file or folder that could not be read."),
    ProblemKind.MODULE: ("ModuleProblem", "A module, workspace or build constraint that could not be understood."),
    ProblemKind.CONFIG: ("ConfigurationProblem", "A line of the configuration that means nothing in this tree."),
    ProblemKind.BOUND: ("BoundReached", "A bound of the analysis was reached; what lies beyond was not analysed."),
    ProblemKind.SUPPRESSION: (
        "SuppressionProblem",
        "A comment that silences nothing, or that may not as it is written.",
    ),
    ProblemKind.BASELINE: ("BaselineProblem", "An entry of a baseline that no longer occurs."),
    ProblemKind.INTERNAL: ("InternalError", "A defect of gostatic itself; one function was not analysed."),
    ProblemKind.USAGE: ("UsageError", "What the tool was asked to analyse does not exist or makes no sense."),
}
_PROBLEM_LEVEL = {
    ProblemKind.INTERNAL: "error",
    ProblemKind.USAGE: "error",
    ProblemKind.BOUND: "note",
    ProblemKind.SUPPRESSION: "note",
    ProblemKind.BASELINE: "note",
}
_PRECISION_RANK = {precision: rank for rank, precision in enumerate(Precision)}


def render(result: RunResult, options: ReportOptions) -> Rendered:
    """The run as a SARIF log (compact JSON, ASCII, final line end), and notes on what a limit changed or left out."""
    from gostatic.report.sarif_json import to_json_value

    log, notes = _Log(result, options).build()
    written = to_json_value(log)
    # Readers that decide by the first bytes want to see the schema and the version there.
    ordered = {key: written[key] for key in ("$schema", "version", "runs")}
    return Rendered(json.dumps(ordered, separators=(",", ":")) + "\n", tuple(notes))


class _Log:
    """Builds the log of one run."""

    def __init__(self, result: RunResult, options: ReportOptions) -> None:
        import sarif_om  # type: ignore[import-untyped]  # has neither stubs nor annotations

        self._om: ModuleType = sarif_om
        self._result = result
        self._options = options
        self._sources = SourceMap(result.read)
        self._hashes: dict[str, tuple[str, ...]] = {}
        self._notes: list[str] = []
        by_id = {rule.id: rule for rule in (*result.rules, *(each.rule for each in result.findings))}
        self._rules = [by_id[rule_id] for rule_id in sorted(by_id)]
        self._rule_index = {rule.id: index for index, rule in enumerate(self._rules)}

    def build(self) -> tuple[Any, list[str]]:
        om = self._om
        results = [self._sarif_result(group) for group in self._groups()]
        kinds = [kind for kind in ProblemKind if any(each.kind is kind for each in self._result.problems)]
        driver = om.ToolComponent(
            name="gostatic",
            version=self._options.version,
            semantic_version=self._options.version,
            short_description=self._text("Finds concurrency hazards in Go source."),
            full_description=self._text(
                "Finds deadlocks, leaked goroutines and misused locks, wait groups, channels, contexts and OS threads "
                "in Go source, without building it."
            ),
            rules=[self._rule(rule) for rule in self._rules],
            notifications=[self._notification_kind(kind) for kind in kinds] or None,
        )
        failed = any(kind in (ProblemKind.INTERNAL, ProblemKind.USAGE) for kind in kinds)
        invocation = om.Invocation(
            execution_successful=not failed,
            tool_execution_notifications=[self._notification(each, kinds) for each in self._result.problems],
        )
        run = om.Run(
            tool=om.Tool(driver=driver),
            invocations=[invocation],
            results=results,
            automation_details=om.RunAutomationDetails(id="gostatic/"),
            column_kind="utf16CodeUnits",
            default_source_language="go",
            original_uri_base_ids={
                _ROOT_ID: om.ArtifactLocation(description=om.Message(text="The root of the repository."))
            },
        )
        return om.SarifLog(runs=[run], version="2.1.0", schema_uri=SCHEMA), self._notes

    # Which findings become which result.

    def _groups(self) -> list[list[Finding]]:
        """Findings by rule and line, in the order of the first of each; sorted and cut when a limit asks for it."""
        groups: dict[tuple[str, str, int, bool], list[Finding]] = {}
        for finding in self._result.findings:
            is_suppressed = finding.suppressed is not None
            if is_suppressed and not self._options.include_suppressed:
                continue
            span = finding.diagnostic.span
            line = self._sources.lines(span.file).position(span.start).line
            groups.setdefault((finding.rule.id, span.file, line, is_suppressed), []).append(finding)
        ordered = list(groups.values())
        if len(ordered) > MAX_SHOWN_RESULTS:
            # The consumer's own choice of what to show does not follow severity: see to it that the worst come first.
            ordered.sort(key=lambda group: (_worst(group).rank, _PRECISION_RANK[group[0].rule.precision]))
            note = f"SARIF: {len(ordered)} results, worst first; GitHub code scanning shows {MAX_SHOWN_RESULTS} of them"
            if len(ordered) > MAX_RESULTS:
                note += f" and takes {MAX_RESULTS}: {len(ordered) - MAX_RESULTS} are left out"
            self._notes.append(note)
        return ordered[:MAX_RESULTS]

    def _sarif_result(self, group: list[Finding]) -> Any:
        om = self._om
        first = group[0]
        diagnostic = first.diagnostic
        related, links = self._related(group)
        message = _not_a_link(visible(diagnostic.message))
        if others := group[1:]:
            # Named, but not without end: a line of generated code can hold hundreds.
            named = [_not_a_link(visible(each.diagnostic.message)) for each in others[: MAX_FLOWS - 1]]
            more = "; …" if len(named) < len(others) else ""
            message = f"{_sentence(message)} And {len(others)} more on this line: {'; '.join(named)}{more}"
        message = _sentence(message)
        if links:
            message += f" See {', '.join(links)}."
        flows = [self._code_flow(each) for each in group if each.diagnostic.witness][:MAX_FLOWS]
        suppressions = None
        if first.suppressed is not None:
            reason = well_formed(first.suppressed) or None
            kind = "external" if first.suppressed_by == "baseline" else "inSource"
            suppressions = [om.Suppression(kind=kind, state="accepted", justification=reason)]
        return om.Result(
            rule_id=first.rule.id,
            rule_index=self._rule_index[first.rule.id],
            level=_worst(group).value,
            message=om.Message(text=message),
            locations=[self._location(diagnostic.span, function=first.function)],
            related_locations=related or None,
            code_flows=flows or None,
            partial_fingerprints={
                "primaryLocationLineHash": self._line_hash(diagnostic.span),
                "gostaticFindingId/v1": well_formed(first.id),
            },
            suppressions=suppressions,
            properties={"profile": diagnostic.profile.value},
        )

    # The witness.

    def _related(self, group: list[Finding]) -> tuple[list[Any], list[str]]:
        """The steps worth a link as locations with ids from 1, and the links to them, in execution order.

        A step on the line of the finding itself is not repeated, nor a line twice.
        """
        diagnostic = group[0].diagnostic
        seen = {self._line(diagnostic.span)}
        chosen: list[tuple[int, Step]] = []
        for number, step in sorted(enumerate(diagnostic.witness, 1), key=lambda each: _link_rank(each[1])):
            if len(chosen) < MAX_RELATED and (line := self._line(step.span)) not in seen:
                seen.add(line)
                chosen.append((number, step))
        locations, links = [], []
        for location_id, (number, step) in enumerate(sorted(chosen, key=lambda each: each[0]), 1):
            text = visible(step.text)
            locations.append(self._location(step.span, text=f"({number}) {text}", location_id=location_id))
            links.append(f"[({number}) {_link_text(text)}]({location_id})")
        return locations, links

    def _code_flow(self, finding: Finding) -> Any:
        om = self._om
        witness = finding.diagnostic.witness
        numbered = list(enumerate(witness, 1))
        if len(numbered) > MAX_FLOW_STEPS:
            # Both ends matter: how it starts and what blocks at last.
            half = MAX_FLOW_STEPS // 2
            self._notes.append(
                f"SARIF: a witness of {finding.rule.id} in {visible(finding.diagnostic.span.file)} has {len(numbered)} "
                f"steps; the middle {len(numbered) - MAX_FLOW_STEPS} are left out"
            )
            numbered = numbered[:half] + numbered[-half:]
        lanes: dict[int, list[Any]] = {}
        for number, step in numbered:
            lanes.setdefault(step.goroutine, []).append(
                om.ThreadFlowLocation(
                    location=self._location(step.span, text=f"({number}) {visible(step.text)}"),
                    execution_order=number,
                    kinds=_KINDS.get(step.kind),
                    importance="essential" if number == len(witness) else _IMPORTANCE.get(step.kind, "important"),
                    nesting_level=max(step.depth, 0),
                )
            )
        threads = [
            om.ThreadFlow(
                id=f"goroutine-{lane}",
                message=om.Message(text=lane_title(lane, finding.diagnostic.lanes)),
                locations=lanes[lane],
            )
            for lane in sorted(lanes)
        ]
        return om.CodeFlow(thread_flows=threads)

    # Places.

    def _line(self, span: Span) -> tuple[str, int]:
        return span.file, self._sources.lines(span.file).position(span.start).line

    def _location(self, span: Span, *, text: str = "", location_id: int = -1, function: str = "") -> Any:
        om = self._om
        start, end = self._sources.place_on_one_line(span)
        region = om.Region(
            start_line=start.line,
            start_column=start.utf16_column,
            end_line=end.line,
            end_column=end.utf16_column,
        )
        physical = om.PhysicalLocation(artifact_location=self._artifact(span.file), region=region)
        names = [om.LogicalLocation(fully_qualified_name=well_formed(function), kind="function")] if function else None
        message = om.Message(text=text) if text else None
        return om.Location(id=location_id, physical_location=physical, logical_locations=names, message=message)

    def _artifact(self, file: str) -> Any:
        return self._om.ArtifactLocation(uri=uri_of(file), uri_base_id=_ROOT_ID)

    def _line_hash(self, span: Span) -> str:
        hashes = self._hashes.get(span.file)
        lines = self._sources.lines(span.file)
        if hashes is None:
            hashes = self._hashes[span.file] = line_hashes(lines.text)
        return hashes[lines.position(span.start).line - 1]

    # Rules and problems.

    def _rule(self, rule: Rule) -> Any:
        om = self._om
        page = unwrapped(self._options.help_of(rule.id)) or _sentence(rule.summary)
        summary = _shortened(_sentence(rule.summary[:1].upper() + rule.summary[1:]))
        tags = [*rule.tags, rule.family, *(f"external/cwe/cwe-{number:03}" for number in rule.cwe)]
        return om.ReportingDescriptor(
            id=rule.id,
            name="".join(word[:1].upper() + word[1:] for word in rule.id.split("-")),
            short_description=self._text(summary),
            full_description=self._text(_shortened(description_of(page)) or summary),
            help=om.MultiformatMessageString(text=page, markdown=page),
            default_configuration=om.ReportingConfiguration(level=rule.severity.value),
            properties={
                "tags": list(dict.fromkeys(tag for tag in tags if tag))[:MAX_TAGS],
                "precision": rule.precision.value,
                "problem.severity": _PROBLEM_SEVERITY[rule.severity],
            },
        )

    def _notification_kind(self, kind: ProblemKind) -> Any:
        name, text = _PROBLEM_TEXT[kind]
        description = self._text(text)
        # GitHub's profile of SARIF asks of these descriptors what it asks of rules.
        return self._om.ReportingDescriptor(
            id=kind.value, name=name, short_description=description, full_description=description, help=description
        )

    def _notification(self, problem: Problem, kinds: list[ProblemKind]) -> Any:
        om = self._om
        locations = None
        if problem.file:
            region = om.Region(start_line=problem.line) if problem.line > 0 else None
            physical = om.PhysicalLocation(artifact_location=self._artifact(problem.file), region=region)
            locations = [om.Location(physical_location=physical)]
        return om.Notification(
            descriptor=om.ReportingDescriptorReference(id=problem.kind.value, index=kinds.index(problem.kind)),
            level=_PROBLEM_LEVEL.get(problem.kind, "warning"),
            message=om.Message(text=_sentence(_not_a_link(visible(problem.message)))),
            locations=locations,
        )

    def _text(self, text: str) -> Any:
        return self._om.MultiformatMessageString(text=text)


def uri_of(file: str) -> str:
    """A run path as a relative URI reference: every byte percent-encoded but letters, digits, ``-._~`` and ``/``."""
    try:
        name = file.encode("utf-8", "surrogateescape")  # the bytes on disk, UTF-8 or not
    except UnicodeEncodeError:
        name = well_formed(file).encode()
    return quote(name, safe="/")


def _link_rank(step: Step) -> int:
    return _LINK_ORDER.index(step.kind) if step.kind in _LINK_ORDER else len(_LINK_ORDER)


def _worst(group: list[Finding]) -> Severity:
    return min((each.severity for each in group), key=lambda severity: severity.rank)


def _sentence(text: str) -> str:
    return text if text.endswith((".", "!", "?", "…")) else text + "."


def _shortened(text: str) -> str:
    return text if len(text) <= MAX_DESCRIPTION else text[: MAX_DESCRIPTION - 1] + "…"


def _link_text(text: str) -> str:
    return re.sub(r"([\\\[\]])", r"\\\1", text)


def _not_a_link(text: str) -> str:
    # Go's `handlers[i](1)` has the form of a link to location 1; brackets elsewhere are harmless and stay.
    return text.replace("](", "] (")
