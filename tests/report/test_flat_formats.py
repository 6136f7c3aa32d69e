"""The formats for other programs: golden bytes, and what the readers of each ask for."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import jsonschema
import pytest

from gostatic.report import FORMATS
from gostatic.report.digest import MAX_BYTES

GOLDEN = Path(__file__).with_name("data") / "golden"
FLAT = ("text", "concise", "github", "gitlab", "checkstyle", "junit", "rdjson", "markdown", "vet")

HOSTILE = "a\x1b[31m<b>&\"'|`x`\r\n::error::%0A##[error] ]]> \ufffe\u202e @someone [l](javascript:x)"

POSITION = {
    "type": "object",
    "properties": {"line": {"type": "integer", "minimum": 1}, "column": {"type": "integer", "minimum": 1}},
    "required": ["line", "column"],
    "additionalProperties": False,
}
RANGE = {"type": "object", "properties": {"start": POSITION, "end": POSITION}, "required": ["start", "end"]}
LOCATION = {
    "type": "object",
    "properties": {"path": {"type": "string", "minLength": 1}, "range": RANGE},
    "required": ["path", "range"],
    "additionalProperties": False,
}
RELATED = {"type": "object", "properties": {"message": {"type": "string"}, "location": LOCATION}}
RDJSON = {
    "type": "object",
    "properties": {
        "source": {"type": "object", "properties": {"name": {"const": "gostatic"}}, "required": ["name"]},
        "diagnostics": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "message": {"type": "string", "minLength": 1},
                    "location": LOCATION,
                    "severity": {"enum": ["ERROR", "WARNING", "INFO"]},
                    "code": {"type": "object", "properties": {"value": {"type": "string"}}, "required": ["value"]},
                    "relatedLocations": {"type": "array", "items": RELATED, "minItems": 1},
                },
                "required": ["message", "location", "severity", "code"],
                "additionalProperties": False,
            },
        },
    },
    "required": ["source", "diagnostics"],
    "additionalProperties": False,
}
GITLAB = {
    "type": "array",
    "items": {
        "type": "object",
        "properties": {
            "description": {"type": "string", "minLength": 1},
            "check_name": {"type": "string", "pattern": "^[a-z-]+$"},
            "fingerprint": {"type": "string", "minLength": 1},
            "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
            "location": {
                "type": "object",
                "properties": {
                    "path": {"type": "string", "pattern": r"^(?!\./|/)"},
                    "lines": {"type": "object", "required": ["begin"]},
                },
                "required": ["path", "lines"],
            },
        },
        "required": ["description", "check_name", "fingerprint", "severity", "location"],
    },
}
ENDS = {"type": "string", "pattern": r":[1-9][0-9]*:[1-9][0-9]*$"}
VET = {
    "type": "object",
    "additionalProperties": {
        "type": "object",
        "additionalProperties": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "properties": {"posn": ENDS, "end": ENDS, "message": {"type": "string"}, "related": {"type": "array"}},
                "required": ["posn", "message"],
                "additionalProperties": False,
            },
        },
    },
}


def test_every_format_is_tested_here_or_has_a_file_of_its_own() -> None:
    assert set(FORMATS) == {*FLAT, "json", "sarif"}


@pytest.mark.parametrize("name", FLAT)
def test_golden(render: Any, everything: Any, make_result: Any, golden: Any, name: str) -> None:
    golden(GOLDEN / f"{name}.txt", render(name, everything, include_suppressed=True).text)
    golden(GOLDEN / f"{name}.empty.txt", render(name, make_result()).text)


@pytest.mark.parametrize("name", FLAT)
def test_suppressed_findings_are_left_out_unless_asked_for(render: Any, everything: Any, name: str) -> None:
    said = re.sub(r"\\(.)", r"\1", render(name, everything).text)
    assert "known and wanted" not in said
    assert "nobody receives the second one" in said
    assert "known and wanted" in render(name, everything, include_suppressed=True).text


@pytest.mark.parametrize("name", FLAT)
def test_hostile_text_is_shown_and_not_obeyed(
    render: Any, make_finding: Any, make_result: Any, span_of: Any, name: str
) -> None:
    finding = make_finding("send-blocks", span_of("pool/pool.go", "p.mu.Lock()"), HOSTILE, package=HOSTILE)
    text = render(name, make_result(finding)).text
    assert not set("\x1b\x00\u202e\r") & set(text)
    text.encode()
    if name in ("checkstyle", "junit"):
        root = ElementTree.fromstring(text)
        assert any("<b>&" in value for element in root.iter() for value in element.attrib.values())
    if name == "github":
        assert len(text.splitlines()) == 1
        assert "##[" not in text
        assert text.count("::") == 2 + HOSTILE.count("::")
    if name == "markdown":
        entry = next(line for line in text.splitlines() if line.startswith("- "))
        assert "<b>" not in entry and r"\[l\]\(" in entry and r"\@someone" in entry


@pytest.mark.parametrize(("name", "schema"), [("rdjson", RDJSON), ("gitlab", GITLAB), ("vet", VET)])
def test_json_formats_follow_the_schemas_of_their_readers(
    render: Any, everything: Any, make_result: Any, name: str, schema: dict[str, Any]
) -> None:
    for result in (everything, make_result()):
        jsonschema.validate(json.loads(render(name, result, include_suppressed=True).text), schema)


def test_gitlab_fingerprints_are_unique(render: Any, everything: Any) -> None:
    prints = [each["fingerprint"] for each in json.loads(render("gitlab", everything).text)]
    assert len(prints) == len(set(prints)) > 5


def test_vet_columns_count_bytes(render: Any, everything: Any, odd_path: str) -> None:
    tree = json.loads(render("vet", everything).text)
    found = tree["example.org/m/x"]["send-blocks"]
    assert [each["posn"] for each in found][1] == f"{odd_path}:3:35"
    assert tree["example.org/m/x"]["lock-order-inversion"][0]["related"][3]["posn"] == "ring/ring.go:10:2"


def test_checkstyle_groups_by_file(render: Any, everything: Any) -> None:
    root = ElementTree.fromstring(render("checkstyle", everything).text)
    assert root.tag == "checkstyle"
    names = [file.attrib["name"] for file in root]
    assert len(names) == len(set(names))
    assert {error.attrib["severity"] for error in root.iter("error")} == {"error", "warning", "info"}
    assert all(error.attrib["source"].startswith("gostatic.") for error in root.iter("error"))


def test_junit_counts_are_those_of_its_cases(render: Any, everything: Any) -> None:
    root = ElementTree.fromstring(render("junit", everything, include_suppressed=True).text)
    assert root.tag == "testsuites"
    for suite in root:
        cases = suite.findall("testcase")
        assert int(suite.attrib["tests"]) == len(cases)
        assert int(suite.attrib["failures"]) == sum(case.find("failure") is not None for case in cases)
        assert int(suite.attrib["skipped"]) == sum(case.find("skipped") is not None for case in cases) == 1
        assert all(set(case.attrib) == {"name", "classname"} for case in cases)  # all that Jenkins's schema takes
    assert "(4) ring/ring.go:10: goroutine 2: goroutine 2 waits for a: [deadlock]" in "".join(root.itertext())


def test_github_keeps_its_limits_worst_first_and_counts_the_rest(
    render: Any, make_finding: Any, make_result: Any, span_of: Any
) -> None:
    span = span_of("pool/pool.go", "p.mu.Lock()")
    found = [make_finding("style-note", span, f"note {number}") for number in range(12)]
    found += [make_finding("send-blocks", span, "a warning")]
    found += [make_finding("unlock-of-unlocked", span, f"high {number}") for number in range(3)]
    found += [make_finding("lock-order-inversion", span, f"very high {number}") for number in range(11)]
    text, notes = render("github", make_result(*found))
    lines = text.splitlines()
    assert [line.split(" ")[0] for line in lines[:21]] == ["::error"] * 10 + ["::warning"] + ["::notice"] * 10
    assert all("very high" in line for line in lines[:10])
    assert lines[21] == "::group::6 more findings than a step can annotate"
    assert len(lines[22:-1]) == 6 and all(line.startswith("- ") for line in lines[22:-1])
    assert lines[-1] == "::endgroup::"
    assert notes == ("GitHub annotates 10 findings of a severity; in the log only: 4 of 14 errors, 2 of 12 notes",)


def test_github_escapes_what_separates_properties(render: Any, everything: Any) -> None:
    text = render("github", everything).text
    assert "file=odd dir/naïve#1/100%25%3Aa+b.go,line=3,endLine=3,col=29," in text
    assert "%0A(1) ring/ring.go:4: goroutine 1: goroutine 1 locks a" in text


def test_markdown_that_would_be_too_long_is_counted(
    render: Any, make_finding: Any, make_result: Any, span_of: Any
) -> None:
    span = span_of("pool/pool.go", "p.mu.Lock()")
    found = [make_finding("style-note", span, f"{number} " + "long " * 20_000) for number in range(12)]
    text, notes = render("markdown", make_result(*found))
    assert len(text.encode()) < MAX_BYTES + 1_000
    assert "… and 3 more findings, which have no room here." in text
    assert notes == ("the Markdown summary has no room for 3 of 12 findings",)
