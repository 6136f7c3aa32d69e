"""The SARIF format: against the schema, against GitHub's rules, and what neither of them looks at."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import jsonschema
import pytest

from gostatic.base.problem import Problem, ProblemKind
from gostatic.base.span import Span
from gostatic.report.line_hash import line_hashes
from gostatic.rule import Step


def by_rule(run: dict[str, Any], rule_id: str) -> list[dict[str, Any]]:
    return [each for each in run["results"] if each["ruleId"] == rule_id]


def walk(value: Any) -> Any:
    yield value
    for each in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from walk(each)


@pytest.fixture(name="logs")
def _logs(render: Any, everything: Any, make_result: Any) -> list[str]:
    return [
        render("sarif", everything).text,
        render("sarif", everything, include_suppressed=True).text,
        render("sarif", make_result()).text,
        render("sarif", make_result(rules=(), problems=(Problem(ProblemKind.INTERNAL, "", 0, "boom"),))).text,
    ]


def test_follows_the_schema(logs: list[str], data: Path) -> None:
    schema = json.loads((data / "sarif-schema-2.1.0.json").read_text())
    for log in logs:
        jsonschema.validate(json.loads(log), schema, jsonschema.Draft4Validator)


def test_multitool_has_no_objection(logs: list[str], tmp_path: Path) -> None:
    paths = []
    for number, log in enumerate(logs):
        paths.append(tmp_path / f"{number}.sarif")
        paths[-1].write_text(log)
    script = Path(__file__).parents[2] / "tools" / "sarif_multitool.py"
    done = subprocess.run([sys.executable, script, *paths], capture_output=True, text=True, check=False)
    if done.returncode == 3 and not os.environ.get("CI"):
        pytest.skip("npm is not installed: the SARIF multitool cannot be fetched")
    assert done.returncode == 0, done.stdout + done.stderr
    # SARIF2005: the tool has no home page to point to.
    objections = [line for line in done.stdout.splitlines() if not line.startswith(("note ", "warning SARIF2005 "))]
    assert [line for line in objections if line.startswith(("error ", "warning "))] == []
    assert "note SARIF2010 " in done.stdout, "the multitool did not look at the results"


def test_regions_lie_on_one_line_and_count_utf16_units(sarif_run: Any, everything: Any, odd_path: str) -> None:
    run = sarif_run(everything, include_suppressed=True)
    assert run["columnKind"] == "utf16CodeUnits"
    regions = [each["region"] for each in walk(run["results"]) if isinstance(each, dict) and "region" in each]
    assert len(regions) == 20
    for region in regions:
        assert set(region) == {"startLine", "startColumn", "endLine", "endColumn"}
        assert region["startLine"] == region["endLine"]
        assert region["startColumn"] <= region["endColumn"]
    several = next(each for each in run["results"] if "several lines" in each["message"]["text"])
    region = several["locations"][0]["physicalLocation"]["region"]
    assert region == {"startLine": 5, "startColumn": 2, "endLine": 5, "endColumn": 15}
    odd = by_rule(run, "send-blocks")[0]["locations"][0]["physicalLocation"]
    before = "\t/* 😀 größer */ "  # one of these characters is two units of UTF-16
    assert odd["artifactLocation"]["uri"] != odd_path
    assert odd["region"]["startColumn"] == len(before) + 1 + 1 == 18


def test_uris_are_relative_and_encoded(sarif_run: Any, everything: Any, make_result: Any, make_finding: Any) -> None:
    run = sarif_run(everything)
    artifacts = [
        each["artifactLocation"] for each in walk(run) if isinstance(each, dict) and "artifactLocation" in each
    ]
    uris = {each["uri"] for each in artifacts}
    assert {each["uriBaseId"] for each in artifacts} == {"%SRCROOT%"}
    assert "odd%20dir/na%C3%AFve%231/100%25%3Aa%2Bb.go" in uris
    for uri in uris:
        assert uri.isascii() and not uri.startswith(("/", ".", "file:")) and not set(uri) & set(' #?:\\"<>')
    assert {unquote(each) for each in uris} >= {each.diagnostic.span.file for each in everything.findings}
    assert run["originalUriBaseIds"] == {"%SRCROOT%": {"description": {"text": "The root of the repository."}}}
    latin = make_finding("style-note", Span("caf\udce9.go", 0, 0), "a name that is not UTF-8")
    assert "caf%E9.go" in json.dumps(sarif_run(make_result(latin)))


def test_no_machine_path_and_the_same_bytes(render: Any, everything: Any) -> None:
    text = render("sarif", everything, cwd="/home/someone").text
    assert "/srv" not in text and "/home" not in text
    assert text == render("sarif", everything, color=True).text
    assert text.isascii() and text.endswith("}\n") and text.startswith('{"$schema":"')


def test_fingerprints(sarif_run: Any, everything: Any, files: dict[str, bytes]) -> None:
    run = sarif_run(everything)
    ids = {each.id: each for each in everything.findings}
    for result in run["results"]:
        physical = result["locations"][0]["physicalLocation"]
        hashes = line_hashes(files.get(unquote(physical["artifactLocation"]["uri"]), b""))
        prints = result["partialFingerprints"]
        assert prints["primaryLocationLineHash"] == hashes[physical["region"]["startLine"] - 1]
        assert ids[prints["gostaticFindingId/v1"]].rule.id == result["ruleId"]
    keys = [(each["ruleId"], json.dumps(each["partialFingerprints"])) for each in run["results"]]
    assert len(set(keys)) == len(keys)


def test_rules(sarif_run: Any, everything: Any) -> None:
    run = sarif_run(everything)
    rules = run["tool"]["driver"]["rules"]
    assert [each["id"] for each in rules] == sorted(each.id for each in everything.rules)
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["level"] in ("error", "warning", "note")
    rule = rules[0]
    assert rule["name"] == "LockNotReleased"
    assert rule["shortDescription"]["text"] == "Summary of lock-not-released."
    assert rule["fullDescription"]["text"].startswith("A function that returns on some path while a mutex it locked")
    assert "a mutex it locked itself" in rule["help"]["markdown"]
    assert rule["help"]["text"]
    assert rule["defaultConfiguration"] == {"level": "error"}
    assert rule["properties"] == {
        "tags": ["concurrency", "locks", "external/cwe/cwe-833", "external/cwe/cwe-005"],
        "precision": "high",
        "problem.severity": "error",
    }
    levels = [each["defaultConfiguration"]["level"] for each in rules]
    assert levels == ["error", "error", "warning", "note", "error"]
    assert all(each["help"]["text"] and each["fullDescription"]["text"] for each in rules)


def test_two_findings_of_one_rule_on_one_line_are_one_result(sarif_run: Any, everything: Any) -> None:
    (merged,) = by_rule(sarif_run(everything), "send-blocks")
    assert merged["level"] == "error"
    assert merged["message"]["text"] == (
        "nobody receives from chans[i] (1) and *chans[i]. And 1 more on this line: nobody receives the second one."
    )


def test_witness_has_one_thread_flow_per_goroutine(sarif_run: Any, everything: Any) -> None:
    (result,) = by_rule(sarif_run(everything), "lock-order-inversion")
    (flow,) = result["codeFlows"]
    first, second = flow["threadFlows"]
    assert (first["id"], first["message"]["text"]) == ("goroutine-1", "goroutine 1: left")
    assert (second["id"], second["message"]["text"]) == ("goroutine-2", "goroutine 2: right")
    steps = [*first["locations"], *second["locations"]]
    assert [each["executionOrder"] for each in steps] == [1, 3, 2, 4]
    for each in steps:
        assert each["location"]["message"]["text"].startswith(f"({each['executionOrder']}) goroutine")
    assert steps[0]["kinds"] == ["acquire", "lock"]
    assert [each.get("importance", "important") for each in steps] == [
        "important",
        "essential",
        "important",
        "essential",
    ]
    assert {each["nestingLevel"] for each in steps} == {0}


def test_message_links_the_related_locations(sarif_run: Any, everything: Any) -> None:
    run = sarif_run(everything)
    (result,) = by_rule(run, "lock-order-inversion")
    text = result["message"]["text"]
    assert text.startswith("b is locked while a is held; right locks them the other way round. See [(1) goroutine 1")
    assert text.endswith(r"[(4) goroutine 2 waits for a: \[deadlock\]](3).")
    related = result["relatedLocations"]
    assert [each["id"] for each in related] == [1, 2, 3]
    lines = [each["physicalLocation"]["region"]["startLine"] for each in related]
    assert lines == [4, 9, 10]  # not line 5, which the result itself points at
    for each in run["results"]:
        linked = [location["id"] for location in each.get("relatedLocations", ())]
        assert each["message"]["text"].count("](") == len(linked)
        assert all(f"]({number})" in each["message"]["text"] for number in linked)


def test_suppressed_are_left_out_or_marked(sarif_run: Any, everything: Any) -> None:
    assert "suppressions" not in json.dumps(sarif_run(everything))
    marked = [each for each in sarif_run(everything, include_suppressed=True)["results"] if "suppressions" in each]
    assert [each["suppressions"] for each in marked] == [
        [{"kind": "inSource", "status": "accepted", "justification": "the caller unlocks"}]
    ]


def test_problems_are_notifications(sarif_run: Any, make_result: Any, everything: Any) -> None:
    run = sarif_run(everything)
    invocation = run["invocations"][0]
    assert invocation["executionSuccessful"] is True
    notifications = invocation["toolExecutionNotifications"]
    assert [each["level"] for each in notifications] == ["warning", "warning", "warning", "note"]
    described = run["tool"]["driver"]["notifications"]
    for each, problem in zip(notifications, everything.problems, strict=True):
        assert described[each["descriptor"]["index"]]["id"] == each["descriptor"]["id"] == problem.kind.value
        assert each["message"]["text"] == problem.message + "."
        assert ("locations" in each) == bool(problem.file)
    of_every_kind = make_result(problems=tuple(Problem(kind, "a.go", 2, "m") for kind in ProblemKind))
    described = sarif_run(of_every_kind)["tool"]["driver"]["notifications"]
    assert [each["id"] for each in described] == [kind.value for kind in ProblemKind]
    for kind in (ProblemKind.INTERNAL, ProblemKind.USAGE):
        failed = sarif_run(make_result(problems=(Problem(kind, "a.go", 2, "m"),)))["invocations"][0]
        assert failed["executionSuccessful"] is False
        assert failed["toolExecutionNotifications"][0]["level"] == "error"


def test_no_results_is_an_empty_list(sarif_run: Any, make_result: Any) -> None:
    run = sarif_run(make_result())
    assert run["results"] == []
    assert run["automationDetails"] == {"id": "gostatic/"}
    assert run["invocations"] == [{"executionSuccessful": True, "toolExecutionNotifications": []}]


def many(make_finding: Any, make_result: Any, count: int) -> Any:
    text = b"x\n" * count
    rules = ("style-note", "send-blocks", "lock-not-released", "lock-order-inversion")
    found = (make_finding(rules[number % 4], Span("a.go", 2 * number, 2 * number + 1), "m") for number in range(count))
    return make_result(*found, read=lambda _: text)


def test_more_than_are_shown_come_worst_first(render: Any, make_finding: Any, make_result: Any) -> None:
    rendered = render("sarif", many(make_finding, make_result, 5_004))
    results = json.loads(rendered.text)["runs"][0]["results"]
    order = [each["ruleId"] for each in results]
    worst_first = ("lock-order-inversion", "lock-not-released", "send-blocks", "style-note")
    assert order == [rule_id for rule_id in worst_first for _ in range(1_251)]
    assert rendered.notes == ("SARIF: 5004 results, worst first; GitHub code scanning shows 5000 of them",)
    assert render("sarif", many(make_finding, make_result, 5_000)).notes == ()


def test_more_than_are_taken_are_left_out_with_a_note(
    render: Any, make_finding: Any, make_result: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gostatic.report.sarif.MAX_SHOWN_RESULTS", 4)
    monkeypatch.setattr("gostatic.report.sarif.MAX_RESULTS", 10)
    rendered = render("sarif", many(make_finding, make_result, 12))
    assert len(json.loads(rendered.text)["runs"][0]["results"]) == 10
    assert rendered.notes == (
        "SARIF: 12 results, worst first; GitHub code scanning shows 4 of them and takes 10: 2 are left out",
    )


def test_a_witness_without_end_loses_its_middle_with_a_note(
    render: Any, make_finding: Any, make_result: Any, files: dict[str, bytes]
) -> None:
    span = Span("pool/pool.go", 0, 1)
    steps = tuple(Step(span, f"step {number}", 1 + number % 2, depth=number) for number in range(1_500))
    rendered = render("sarif", make_result(make_finding("style-note", span, "m", witness=steps)))
    (flow,) = json.loads(rendered.text)["runs"][0]["results"][0]["codeFlows"]
    orders = sorted(step["executionOrder"] for thread in flow["threadFlows"] for step in thread["locations"])
    assert orders == [*range(1, 501), *range(1_001, 1_501)]
    (note,) = rendered.notes
    assert "has 1500 steps; the middle 500 are left out" in note


def test_other_formats_do_not_pay_for_sarif() -> None:
    code = (
        "import sys; from gostatic.engine.finding import RunResult; from gostatic.report import *\n"
        "r = RunResult((), (), (), '', 0, lambda _: b'')\n"
        "FORMATS['text'](r, ReportOptions()); summary(r)\n"
        "assert not {'sarif_om', 'attr', 'json', 'networkx'} & set(sys.modules)\n"
        "FORMATS['json'](r, ReportOptions())\n"
        "assert not {'sarif_om', 'attr'} & set(sys.modules)"
    )
    subprocess.run(
        [sys.executable, "-c", code], check=True, env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    )
