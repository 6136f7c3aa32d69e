"""The JSON format."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema

import gostatic.report
from gostatic.base.problem import Problem, ProblemKind

SCHEMA = Path(gostatic.report.__file__).with_name("findings-1.schema.json")


def test_follows_its_schema(render: Any, everything: Any, make_result: Any) -> None:
    schema = json.loads(SCHEMA.read_text())
    jsonschema.Draft7Validator.check_schema(schema)
    of_every_kind = make_result(problems=tuple(Problem(kind, "a.go", 2, "m") for kind in ProblemKind))
    for result in (everything, make_result(), of_every_kind):
        jsonschema.validate(json.loads(render("json", result, include_suppressed=True).text), schema)


def test_fields(render: Any, everything: Any, odd_path: str) -> None:
    text = render("json", everything).text
    document = json.loads(text)
    assert text.isascii() and text.endswith("}\n")
    assert (document["version"], document["files"], len(document["problems"])) == (1, 5, 4)
    found = {each["message"]: each for each in document["findings"]}
    assert list(found) == [each.diagnostic.message for each in everything.findings if each.suppressed is None]
    region = found["a region of several lines"]
    place = [region[name] for name in ("path", "line", "column", "end_line", "end_column")]
    assert place == ["pool/pool.go", 5, 2, 8, 1]
    assert (region["profile"], region["witness"], region["suppressed"]) == ("audit", [], None)
    odd = found["nobody receives the second one"]
    assert (odd["path"], odd["column"], odd["severity"], odd["rule"]) == (odd_path, 35, "error", "send-blocks")
    deadlock = next(each for each in document["findings"] if each["rule"] == "lock-order-inversion")
    assert deadlock["goroutines"] == ["left", "right"]
    assert [(step["goroutine"], step["line"]) for step in deadlock["witness"]] == [(1, 4), (2, 9), (1, 5), (2, 10)]


def test_suppressed_only_when_asked_for(render: Any, everything: Any) -> None:
    shown = json.loads(render("json", everything, include_suppressed=True).text)["findings"]
    assert [each["suppressed"] for each in shown if each["suppressed"]] == ["the caller unlocks"]
