"""What goes to standard output, standard error and files; colours; readers that go away."""

from __future__ import annotations

import json
import os
import pty
import subprocess

import pytest

from gostatic.cli.terminal import wants_color
from gostatic.cli.vocabulary import FORMATS
from gostatic.report import FORMATS as REPORTERS
from tests.cli.conftest import Tree

SOURCE = "package m\n//! double-lock\n//! lock-copied suppressed\n//! syntax problem\n"


def test_formats_of_the_command_line_are_those_of_the_reporters() -> None:
    assert tuple(REPORTERS) == FORMATS


def test_findings_go_to_output_and_all_else_to_error(tree: Tree) -> None:
    tree.write({"p/a.go": SOURCE})
    outcome = tree.run("check", "./...")
    assert outcome.out.startswith("p/a.go:2:1: says double-lock [double-lock]\n")
    assert outcome.out.count("says") == 1
    assert outcome.err.splitlines() == [
        "gostatic: note: p/a.go:4: a syntax problem",
        "gostatic: 1 finding (1 error) in 1 of 1 file; 1 suppressed; 1 problem",
    ]


def test_paths_count_from_the_current_folder(tree: Tree) -> None:
    tree.write({"p/a.go": SOURCE})
    outcome = tree.run("check", "./...", folder="p")
    assert outcome.out.startswith("a.go:2:1: ")
    assert "note: a.go:4: " in outcome.err


def test_clean_run_writes_no_finding(tree: Tree) -> None:
    tree.write({"a.go": "package m\n"})
    outcome = tree.run("check")
    assert (outcome.status, outcome.out) == (0, "")
    assert outcome.err == "gostatic: no findings in 1 file\n"
    assert tree.run("check", "--quiet").err == ""


def test_suppressed_findings_are_shown_on_request(tree: Tree) -> None:
    tree.write({"a.go": SOURCE})
    assert "says lock-copied [lock-copied] (suppressed: known)" in tree.run("check", "--show-suppressed").out


def test_many_notes_are_counted(tree: Tree) -> None:
    tree.write({"a.go": "package m\n" + "//! syntax problem\n" * 30 + "//! internal problem\n" * 30})
    told = tree.run("check").err.splitlines()
    assert sum("a syntax problem" in line for line in told) == 20
    assert sum("internal error: a.go" in line for line in told) == 30
    assert "gostatic: note: 10 more syntax problems are not told here; --format json has them all" in told


def test_several_outputs_at_once(tree: Tree) -> None:
    tree.write({"a.go": SOURCE})
    outcome = tree.run("check", "--output", "sarif=out.sarif", "--output", "out.json", "--output", "text=-")
    assert outcome.status == 1
    assert "says double-lock" in outcome.out
    assert json.loads((tree.root / "out.json").read_text())["findings"][0]["rule"] == "double-lock"
    assert json.loads((tree.root / "out.sarif").read_text())["version"] == "2.1.0"


@pytest.mark.parametrize(
    ("options", "start"),
    [
        (("--output", "plain"), "a.go:2:1"),
        (("--output", "found.json"), "{"),
        (("--output", "found.json", "--format", "text"), "a.go:2:1"),
        (("--output", "text=found.json"), "a.go:2:1"),
        (("--output", "./x=y.json"), "{"),
    ],
)
def test_format_of_an_output_file(tree: Tree, options: tuple[str, ...], start: str) -> None:
    tree.write({"a.go": SOURCE})
    outcome = tree.run("check", *options)
    assert (outcome.status, outcome.out) == (1, "")
    assert (tree.root / options[1].removeprefix("text=")).read_text().startswith(start)


def test_output_file_that_cannot_be_written_is_2(tree: Tree) -> None:
    tree.write({"a.go": SOURCE})
    if not os.path.exists("/dev/full"):
        pytest.skip("this system has no /dev/full")
    outcome = tree.run("check", "--output", "text=/dev/full", "--output", "json=-")
    assert outcome.status == 2
    assert "cannot write /dev/full: No space left on device" in outcome.err
    assert json.loads(outcome.out)["findings"]


def test_full_standard_output_is_2(tree: Tree) -> None:
    tree.write({"a.go": SOURCE})
    with open("/dev/full", "wb") as full:
        process = tree.start("check", stdout=full, stderr=subprocess.PIPE)
        _, err = process.communicate(timeout=60)
    assert process.returncode == 2
    assert b"cannot write to standard output: No space left on device" in err
    assert b"Traceback" not in err
    assert b"Exception ignored" not in err


def test_closed_standard_output_is_2(tree: Tree) -> None:
    tree.write({"a.go": SOURCE})
    process = tree.start("check", stderr=subprocess.PIPE, preexec_fn=lambda: os.close(1))
    _, err = process.communicate(timeout=60)
    assert process.returncode == 2
    assert b"cannot write to standard output" in err


@pytest.mark.parametrize(
    "words", [("check", "./..."), ("files", "./..."), ("rules",), ("--help",), ("check", "--help")]
)
def test_reader_that_went_away_is_no_error(tree: Tree, words: tuple[str, ...]) -> None:
    tree.write({"a.go": "package m\n" + "//! double-lock\n" * 5000})
    reader, writer = os.pipe()
    process = tree.start(*words, stdout=writer, stderr=subprocess.PIPE)
    os.close(writer)
    os.close(reader)
    _, err = process.communicate(timeout=60)
    assert process.returncode == (1 if words[-1] == "./..." and words[0] == "check" else 0)
    assert b"Broken" not in err
    assert b"Traceback" not in err


def test_signal_ends_with_130(tree: Tree) -> None:
    tree.write({"a.go": "package m\n//! signal crash\n"})
    process = tree.start("check", stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out, err) == (130, b"", b"gostatic: interrupted\n")


def test_output_is_utf_8_in_every_locale(tree: Tree) -> None:
    tree.write({"naïve.go": SOURCE})
    process = tree.start("check", stdout=subprocess.PIPE, stderr=subprocess.PIPE, more={"PYTHONIOENCODING": "ascii"})
    out, _ = process.communicate(timeout=60)
    assert out.startswith("naïve.go:2:1".encode())


@pytest.mark.parametrize(
    ("choice", "variables", "wanted"),
    [
        ("always", {"NO_COLOR": "1"}, True),
        ("never", {"FORCE_COLOR": "1"}, False),
        ("auto", {"NO_COLOR": "1", "FORCE_COLOR": "1"}, False),
        ("auto", {"FORCE_COLOR": "1"}, True),
        ("auto", {"FORCE_COLOR": "0"}, False),
        ("auto", {"NO_COLOR": ""}, False),  # empty counts as unset; standard output is no terminal here
        ("auto", {}, False),
    ],
)
def test_colour_choice(choice: str, variables: dict[str, str], wanted: bool) -> None:
    assert wants_color(choice, variables) is wanted


def test_colour_in_output(tree: Tree) -> None:
    tree.write({"a.go": SOURCE})
    assert "\x1b[" not in tree.run("check").out
    assert "\x1b[" in tree.run("check", "--color", "always").out
    assert "\x1b[" not in tree.run("check", "--color", "always", "--format", "json").out
    tree.run("check", "--output", "text=found.txt")
    assert "\x1b[" not in (tree.root / "found.txt").read_text()


def test_terminal_gets_colours_and_a_progress_line_that_goes_away(tree: Tree) -> None:
    tree.write({"a.go": SOURCE})
    here, there = pty.openpty()
    process = tree.start("check", stdout=there, stderr=there)
    os.close(there)
    seen = b""
    while True:
        try:
            part = os.read(here, 65536)
        except OSError:
            break
        if not part:
            break
        seen += part
    process.wait(timeout=60)
    os.close(here)
    assert b"\r\x1b[Kreading 0/1\r\x1b[K" in seen
    assert seen.index(b"reading 0/1") < seen.index(b"says double-lock")
    assert b"\x1b[31m[double-lock]" in seen


def test_version_and_help_go_to_output(tree: Tree) -> None:
    from gostatic import __version__

    assert tree.run("--version") == (0, f"gostatic {__version__}\n", "")
    for words in (("--help",), ("help",), ("check", "--help"), ("files", "-h"), ("rules", "-h"), ("explain", "-h")):
        outcome = tree.run(*words)
        assert (outcome.status, outcome.err) == (0, "")
        assert "usage: gostatic" in outcome.out


def test_rules_as_text_and_json(tree: Tree) -> None:
    lines = tree.run("rules").out.splitlines()
    assert lines[0].split() == ["double-lock", "error", "default", *["half", "a", "sentence", "on", "double-lock"]]
    assert len(lines) == 4
    listed = json.loads(tree.run("rules", "--format", "json").out)
    assert listed["version"] == 1
    assert listed["rules"][3]["profile"] == "audit"
    assert listed["rules"][0]["cwe"] == [833]


def test_explain_prints_the_pages(tree: Tree) -> None:
    outcome = tree.run("explain", "--format", "markdown", "double-lock", "lock-copied")
    assert outcome.status == 0
    assert outcome.out.startswith("# double-lock\n")
    assert "\n\n# lock-copied\n" in outcome.out


def test_files_lists_what_a_check_analyses(tree: Tree) -> None:
    tree.write(
        {
            "a.go": "package m\n",
            "a_test.go": "package m_test\n",
            "a_plan9.go": "package m\n",
            "tagged.go": "//go:build special\n\npackage m\n",
            "p/gen.go": "// Code generated by x. DO NOT EDIT.\n\npackage p\n",
            "vendor/v/v.go": "package v\n",
            "p/testdata/t.go": "package t\n",
            "nested/go.mod": "module nested\n",
            "nested/n.go": "package nested\n",
        }
    )
    assert tree.run("files", "./...") == (0, "a.go\na_test.go\np/gen.go\n", "")
    assert tree.run("files", "./...", "--no-tests", "--tags", "special,other").out == "a.go\np/gen.go\ntagged.go\n"
    assert tree.run("files", "--goos", "plan9", "--goarch", "386", "--no-tests").out == "a.go\na_plan9.go\n"
    assert tree.run("files", "-0", "..", folder="p").out == "../a.go\0../a_test.go\0"
    count = tree.run("check", "./...").err
    assert "no findings in 3 files" in count
