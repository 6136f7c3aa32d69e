"""The exit status: 0 clean, 1 findings, 2 usage or internal error, whatever the format."""

from __future__ import annotations

import json

import pytest

from tests.cli.conftest import Tree

ERROR = "//! double-lock\n"
WARNING = "//! lock-copied\n"
NOTE = "//! empty-critical-section\n"


@pytest.mark.parametrize("format_name", ["text", "json", "sarif"])
@pytest.mark.parametrize(
    ("marks", "options", "status"),
    [
        ("", (), 0),
        (ERROR, (), 1),
        (NOTE, (), 1),
        ("//! double-lock suppressed\n", (), 0),
        ("//! double-lock suppressed\n", ("--show-suppressed",), 0),
        (ERROR, ("--exit-zero",), 0),
        (ERROR, ("--fail-on", "error"), 1),
        (WARNING, ("--fail-on", "error"), 0),
        (WARNING, ("--fail-on", "warning"), 1),
        (NOTE, ("--fail-on", "warning"), 0),
        ("//! syntax problem\n//! io problem\n//! module problem\n//! bound problem\n", (), 0),
        (ERROR + "//! syntax problem\n", (), 1),
        ("//! internal problem\n", (), 2),
        (ERROR + "//! internal problem\n", (), 2),
        (ERROR + "//! internal problem\n", ("--exit-zero",), 2),
        (ERROR, ("--rules", "lock-copied"), 0),
        (ERROR, ("--rules", "-double-lock"), 0),
    ],
)
def test_status_depends_on_findings_and_problems_only(
    tree: Tree, marks: str, options: tuple[str, ...], status: int, format_name: str
) -> None:
    tree.write({"a.go": f"package m\n{marks}"})
    assert tree.run("check", "--format", format_name, *options).status == status


def test_pattern_that_matches_nothing_is_2_and_the_rest_is_analysed(tree: Tree) -> None:
    tree.write({"a.go": f"package m\n{ERROR}"})
    outcome = tree.run("check", "./nowhere/...", ".")
    assert outcome.status == 2
    assert "a.go:2:1: says double-lock" in outcome.out
    assert 'error: pattern "./nowhere/..."' in outcome.err


def test_no_go_files_at_all_is_2(tree: Tree) -> None:
    outcome = tree.run("check", "./...")
    assert (outcome.status, outcome.out) == (2, "")
    assert "./..." in outcome.err


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ((), "a command is missing"),
        (("chekc",), 'unknown command "chekc" (did you mean "check"?)'),
        (("./...",), "gostatic check ./..."),
        (("a.go",), "gostatic check a.go"),
        (("--format", "json"), 'unknown option "--format"'),
        (("check", "--nonsense"), "--nonsense"),
        (("check", "--format", "xml"), "must be one of text, concise, json, sarif"),
        (("check", "--jobs", "0"), "must be a number from 1 to 256"),
        (("check", "--jobs", "many"), "must be a number"),
        (("check", "--fail-on", "panic"), 'must be one of error, warning, note, not "panic"'),
        (("check", "--rules", "duoble-lock"), 'unknown rule "duoble-lock" (did you mean "double-lock"?)'),
        (("check", "--rules", "-duoble-lock"), 'did you mean "double-lock"?'),
        (("check", "--rules", "nothing-like-it"), 'unknown rule "nothing-like-it"; `gostatic rules` lists them'),
        (("check", "--tags", "a b"), '"a b" is no build tag'),
        (("check", "--config", "x.toml", "--isolated"), "exclude each other"),
        (("check", "--config", "absent.toml"), "absent.toml: cannot be read"),
        (("check", "--goos", "plan10"), "plan10"),
        (("check", "--output", "sraif=x"), 'unknown format "sraif" (did you mean "sarif"?)'),
        (("check", "--output", "json="), "name is missing"),
        (("check", "--output", "json"), '"json" is a format; write --format json or --output json=FILE'),
        (("check", "--output", "json=-", "--output", "-"), "only one output"),
        (("check", "--output", "json=x", "--output", "sarif=x"), "two outputs"),
        (("check", "--output", "absent/x.json"), "its folder does not exist"),
        (("check", "--output", "json=."), "it is a folder"),
        (("explain", "duoble-lock"), 'did you mean "double-lock"?'),
        (("explain", "empty"), 'did you mean "empty-critical-section"?'),
        (("explain", "copied"), 'did you mean "lock-copied"'),
        (("check", "--unused"), 'did you mean "--unused-suppressions"?'),
        (("check", "--new"), 'did you mean "--new-from-merge-base" or "--new-from-patch" or "--new-from-rev"?'),
        (("rules", "--format", "jsn"), '(did you mean "json"?)'),
        (("check", "--formt", "json"), 'unknown option "--formt" (did you mean "--format"?)'),
        (("config", "verfy"), '(did you mean "verify"?)'),
        (("completion", "fsh"), '(did you mean "fish"?)'),
        (("files", "./absent/..."), "./absent/..."),
    ],
)
def test_wrong_usage_is_2_with_a_sentence_and_no_output(tree: Tree, words: tuple[str, ...], told: str) -> None:
    tree.write({"a.go": "package m\n"})
    outcome = tree.run(*words)
    assert (outcome.status, outcome.out) == (2, "")
    assert told in outcome.err
    assert outcome.err.startswith("gostatic: error: ")
    assert "Traceback" not in outcome.err


@pytest.mark.parametrize("word", ["boom", "recursion"])
def test_exception_is_2_without_traceback(tree: Tree, word: str) -> None:
    tree.write({"a.go": f"package m\n//! {word} crash\n"})
    outcome = tree.run("check")
    assert outcome.status == 2
    assert outcome.err.startswith("gostatic: internal error: R")
    assert "stub failed" in outcome.err
    assert "gostatic.cli.running line" in outcome.err
    assert outcome.err.count("\n") == 1


def test_interrupt_is_130(tree: Tree) -> None:
    tree.write({"a.go": "package m\n//! interrupt crash\n"})
    outcome = tree.run("check")
    assert (outcome.status, outcome.out, outcome.err) == (130, "", "gostatic: interrupted\n")


def test_patterns_and_options_mix_in_any_order(tree: Tree) -> None:
    tree.write({"a/a.go": f"package a\n{ERROR}", "b/b.go": f"package b\n{WARNING}"})
    outcome = tree.run("check", "./a", "--format", "json", "./b", "--rules", "double-lock,lock-copied")
    assert [found["rule"] for found in json.loads(outcome.out)["findings"]] == ["double-lock", "lock-copied"]


def test_one_file_shows_its_findings_only(tree: Tree) -> None:
    tree.write({"a.go": f"package m\n{ERROR}", "b.go": f"package m\n{WARNING}"})
    outcome = tree.run("check", "b.go")
    assert "lock-copied" in outcome.out
    assert "double-lock" not in outcome.out


def test_words_behind_two_hyphens_are_patterns(tree: Tree) -> None:
    tree.write({"a.go": "package m\n//! double-lock\n"})
    outcome = tree.run("check", "./...", "--", "--exit-zero")
    assert outcome.status == 2
    assert 'pattern "--exit-zero"' in outcome.err
    assert tree.run("check", "--", ".").status == 1
    assert tree.run("files", "--", ".").out == "a.go\n"


def test_help_of_a_command(tree: Tree) -> None:
    assert tree.run("help", "check").out == tree.run("check", "--help").out
    assert tree.run("help").out == tree.run("--help").out
    outcome = tree.run("help", "chekc")
    assert (outcome.status, outcome.out) == (2, "")
    assert '(did you mean "check"?)' in outcome.err
