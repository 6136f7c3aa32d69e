"""``--shard i/n`` and ``gostatic merge``: parts of a check, and runs for other builds, made one report again."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

import gostatic.report
from gostatic.report import FORMATS
from tests.cli.conftest import Tree
from tests.cli.test_baseline import ADD, HEAD, TAKE, TYPE

CODE = HEAD + TYPE + ADD


@pytest.fixture
def programs(module: Tree) -> Tree:
    """Four groups of packages that no import connects; one finding or two in each."""
    module.write(
        {
            "a/a.go": CODE.replace("package m", "package a"),
            "a/a_test.go": 'package a_test\n\nimport "example.com/m/a"\n\nvar _ = a.X\n',
            "a/x.go": "package a\n\nvar X = 1\n",
            "b/b.go": CODE.replace("package m", "package b").replace("\t", "  ") + TAKE,
            "b/user/u.go": 'package user\n\n// See (b).\nimport (\n\t// (x)\n\t_ "example.com/m/b"\n)\n',
            "c/c.go": CODE.replace("package m", "package c"),
            "d/d.go": "package d\n\nvar x = 1 //gostatic:ignore double-lock -- it was\n",
        }
    )
    return module


@pytest.mark.parametrize("count", [1, 2, 3, 7])
@pytest.mark.parametrize("format_name", sorted(FORMATS))
def test_shards_merged_are_the_bytes_of_one_run(programs: Tree, count: int, format_name: str) -> None:
    files = []
    packages = 0
    for index in range(1, count + 1):
        outcome = programs.run("check", "./...", "--shard", f"{index}/{count}", "--output", f"json=s{index}.json")
        assert outcome.status in (0, 1)
        packages += int(outcome.err.split(": ")[2].split(" of ")[0])
        files.append(f"s{index}.json")
    assert packages == 6
    whole = programs.run("check", "./...", "--format", format_name)
    merged = programs.run("merge", *reversed(files), "--format", format_name)
    assert merged == whole


def test_shards_follow_the_schema(programs: Tree) -> None:
    document = json.loads(programs.run("check", "./...", "--shard", "1/2", "--format", "json").out)
    schema = Path(gostatic.report.__file__).with_name("findings-1.schema.json")
    jsonschema.validate(document, json.loads(schema.read_text()))
    assert document["shard"] == "1/2"


@pytest.mark.parametrize("shard", ["0/2", "3/2", "1", "a/b", "1/", "1/1001", "-1/2"])
def test_wrong_shards(programs: Tree, shard: str) -> None:
    outcome = programs.run("check", f"--shard={shard}")
    assert outcome.status == 2
    assert "I/N" in outcome.err


def test_missing_and_repeated_shards_are_told(programs: Tree) -> None:
    for index in (1, 2):
        programs.run("check", "./...", "--shard", f"{index}/2", "--output", f"json=s{index}.json")
    programs.run("check", "./...", "--output", "json=whole.json")
    for files in (("s1.json",), ("s1.json", "s1.json"), ("s1.json", "s2.json", "whole.json")):
        outcome = programs.run("merge", *files)
        assert outcome.status == 2
        assert "not all the shards" in outcome.err


def test_runs_for_several_systems_are_one(programs: Tree) -> None:
    programs.write(
        {"c/c_windows.go": "package c\n\n" + TAKE, "c/c_linux.go": "package c\n\n" + TAKE.replace("take", "get")}
    )
    for system in ("linux", "windows"):
        programs.run("check", "./...", "--goos", system, "--output", f"json={system}.json")
    outcome = programs.run("merge", "linux.json", "windows.json", "--format", "json")
    found = [(each["path"], each["id"]) for each in json.loads(outcome.out)["findings"]]
    assert [path for path, _ in found] == ["a/a.go", "b/b.go", "b/b.go", "c/c.go", "c/c_linux.go", "c/c_windows.go"]
    assert len({found_id for _, found_id in found}) == 6
    assert outcome.status == 1
    assert programs.run("merge", "linux.json", "windows.json", "--exit-zero").status == 0


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{", "is no JSON"),
        ("[]", "is not version 1"),
        ('{"version": 2}', "is not version 1"),
        ('{"version": 1}', "is not what gostatic check"),
        ('{"version": 1, "findings": [{}], "problems": []}', "is not what gostatic check"),
        ('{"version": 1, "findings": 1, "problems": []}', "is not what gostatic check"),
        ('{"version": 1, "findings": [], "problems": [{"kind": "x"}]}', "is not what gostatic check"),
    ],
)
def test_other_files_are_refused(module: Tree, text: str, told: str) -> None:
    module.write({"x.json": text})
    outcome = module.run("merge", "x.json")
    assert outcome.status == 2
    assert told in outcome.err and "Traceback" not in outcome.err
    assert "cannot read gone.json" in module.run("merge", "gone.json").err


def test_places_outside_the_tree_are_not_read(programs: Tree, tmp_path_factory: pytest.TempPathFactory) -> None:
    secret = tmp_path_factory.mktemp("elsewhere") / "secret"
    secret.write_text("do not show\n" * 20)
    programs.run("check", "./c", "--output", "json=c.json")
    document = json.loads((programs.root / "c.json").read_text())
    for path in (str(secret), "../" * 12 + str(secret)[1:]):
        document["findings"][0]["path"] = path
        document["findings"][0]["rule"] = "no-such-rule"
        (programs.root / "c.json").write_text(json.dumps(document))
        outcome = programs.run("merge", "c.json")
        assert outcome.status == 1
        assert "[no-such-rule]" in outcome.out and "do not show" not in outcome.out


def test_statistics_and_timings_go_to_standard_error(programs: Tree) -> None:
    programs.run("baseline", "create", "./c")
    plain = programs.run("check", "./...")
    outcome = programs.run(
        "check", "./...", "--statistics", "--timings", "--baseline", ".gostatic-baseline.json", "--quiet"
    )
    assert outcome.out in plain.out
    lines = [line.removeprefix("gostatic: ") for line in outcome.err.splitlines()]
    assert "       3       3         0      0           0         1  lock-not-released" in lines
    assert "       2  example.com/m/b" in lines
    assert lines[lines.index("findings  package") + 1 :][:2] == [
        "       2  example.com/m/b",
        "       1  example.com/m/a",
    ]
    assert any(line.startswith("time: ") for line in lines)
    for phase in ("finding files", "reading and lowering", "paths", "rules", "writing"):
        assert any(line.endswith(f" s  {phase}") for line in lines)
    assert any(line.startswith("slowest rules, of ") for line in lines)
    assert any(line.startswith("slowest functions, of ") for line in lines)
