"""The configuration file: what it does, and what is said of one that is wrong."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from gostatic.engine.config import MAX_CONFIG_BYTES, Config, ConfigError, find, read
from gostatic.engine.globs import below, matches_any
from gostatic.rule import Profile, Severity
from tests.cli.conftest import Tree

KNOWN = ("double-lock", "lock-copied")


def test_all_keys(tmp_path: Path) -> None:
    path = tmp_path / "gostatic.toml"
    path.write_text(
        "\ufeff# ours\n"
        'profile = "audit"\nexclude = ["gen", "**/*.pb.go"]\ngenerated = true\ntests = false\ntags = ["a", "b.c"]\n'
        'gomaxprocs = 2\nno-return = ["log.Die", "example.com/x/log.(*Logger).Die"]\n'
        '[rules]\ndouble-lock = "note"\nlock-copied = "off"\n'
    )
    assert read(str(path), lambda: KNOWN) == Config(
        path=str(path),
        profile=Profile.AUDIT,
        off=frozenset({"lock-copied"}),
        severities={"double-lock": Severity.NOTE},
        exclude=("gen", "**/*.pb.go"),
        generated=True,
        tests=False,
        tags=("a", "b.c"),
        gomaxprocs=2,
        no_return=("log.Die", "example.com/x/log.Logger.Die"),
    )


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('\nprofle = "audit"\n', ':2: unknown key "profle" (did you mean "profile"?)'),
        ("[rulez]\n", ':1: unknown key "rulez" (did you mean "rules"?)'),
        ('profile = "audt"', ':1: "profile" must be one of default, audit, not "audt" (did you mean "audit"?)'),
        ("profile = 1", ':1: "profile" must be one of default, audit, in quotes'),
        ('[rules]\n\nduoble-lock = "off"', ':3: unknown rule "duoble-lock" (did you mean "double-lock"?)'),
        ('tests = true\nrules.duoble-lock = "off"', ":2: unknown rule"),
        ('tests = true\nrules = { "duoble-lock" = "off" }', ":2: unknown rule"),
        (
            '[rules]\nlock-copied = "off"\ndouble-lock = "fatal"',
            ':3: "double-lock" must be one of off, error, warning, note',
        ),
        ("\nrules = 1", ':2: "rules" must be a table'),
        ("tests = 1", ':1: "tests" must be true or false'),
        ("generated = 'yes'", ':1: "generated" must be true or false'),
        ("gomaxprocs = 0", ':1: "gomaxprocs" must be a whole number'),
        ("gomaxprocs = true", ':1: "gomaxprocs" must be a whole number'),
        ("exclude = 'x'", ':1: "exclude" must be a list of texts'),
        ("exclude = ['../x']", ":1: the glob"),
        ("exclude = ['!x']", ":1: the glob"),
        ("tags = ['a b']", ':1: "a b" is no build tag'),
        ("no-return = ['Die']", ':1: "Die" is no function\'s name'),
        ("x = [", ": "),
        ("a = 1\n\nb = = 2\n", ":3:5: invalid value"),
        ("x = " + "[" * 100_000, ": cannot be read as TOML"),
        ("x." * 5000 + "y = 1", ':1: unknown key "x"'),
        ('"\\u001b[31m" = 1', 'unknown key "?[31m"'),
    ],
)
def test_mistakes_are_told_with_their_line(tmp_path: Path, text: str, told: str) -> None:
    path = tmp_path / ".gostatic.toml"
    path.write_text(text)
    with pytest.raises(ConfigError) as error:
        read(str(path), lambda: KNOWN, "c.toml")
    assert str(error.value).startswith("c.toml")
    assert told in str(error.value)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    ("content", "told"), [(b"\n\xff", ":2: is not UTF-8"), (b"#" * (MAX_CONFIG_BYTES + 1), ": is longer than")]
)
def test_bytes_that_are_no_configuration(tmp_path: Path, content: bytes, told: str) -> None:
    path = tmp_path / "gostatic.toml"
    path.write_bytes(content)
    with pytest.raises(ConfigError, match=told):
        read(str(path), lambda: KNOWN)


def test_named_pipe_and_folder_are_not_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.toml")
    for path in (tmp_path / "pipe.toml", tmp_path):
        with pytest.raises(ConfigError, match="is no regular file"):
            read(str(path), lambda: KNOWN)


def test_nearest_file_upward_until_the_repository(tmp_path: Path) -> None:
    inner = tmp_path / "repo" / "a" / "b"
    inner.mkdir(parents=True)
    (tmp_path / "gostatic.toml").write_text("")
    (tmp_path / "repo" / ".git").write_text("gitdir: elsewhere\n")
    assert find(str(inner)) == ""
    (tmp_path / "repo" / "gostatic.toml").write_text("")
    assert find(str(inner)) == str(tmp_path / "repo" / "gostatic.toml")
    (tmp_path / "repo" / ".gostatic.toml").write_text("")
    assert find(str(inner)) == str(tmp_path / "repo" / ".gostatic.toml")
    (tmp_path / "repo" / "a" / "gostatic.toml").write_text("")
    assert find(str(inner)) == str(tmp_path / "repo" / "a" / "gostatic.toml")


def test_configuration_reaches_the_run_and_the_command_line_beats_it(tree: Tree) -> None:
    tree.write(
        {
            "a.go": "package m\n//! double-lock\n//! lock-copied\n//! spin-without-yield\n",
            ".gostatic.toml": 'profile = "audit"\ngomaxprocs = 1\n[rules]\ndouble-lock = "note"\nlock-copied = "off"\n',
            "sub/b.go": "package sub\n//! lock-copied\n",
        }
    )
    outcome = tree.run("check", "./...")
    assert [line.split("says ")[1].split()[0] for line in outcome.out.splitlines() if "says" in line] == [
        "double-lock",
        "spin-without-yield",
    ]
    assert tree.options.gomaxprocs == 1
    assert tree.run("check", "--fail-on", "warning", "--profile", "default").status == 0
    assert "lock-copied" not in tree.run("check", folder="sub").out
    assert "lock-copied" in tree.run("check", "--rules", "lock-copied", folder="sub").out
    assert "lock-copied" in tree.run("check", "--isolated", folder="sub").out


def test_broken_configuration_is_2_unless_isolated(tree: Tree) -> None:
    tree.write({"a.go": "package m\n", "sub/b.go": "package sub\n", ".gostatic.toml": "tests = maybe\n"})
    outcome = tree.run("check", folder="sub")
    assert (outcome.status, outcome.out) == (2, "")
    assert outcome.err.startswith("gostatic: error: ../.gostatic.toml:1:9: ")
    assert tree.run("check", "--isolated").status == 0
    tree.write({"other.toml": "tests = false\n"})
    assert tree.run("check", "--config", "other.toml").status == 0
    assert tree.run("files", "--config", "other.toml").status == 0
    assert tree.run("files").status == 2


def test_configured_tests_tags_and_generated(tree: Tree) -> None:
    tree.write(
        {
            "a.go": "package m\n",
            "a_test.go": "package m\n//! double-lock\n",
            "tagged.go": "//go:build special\n\npackage m\n//! lock-copied\n",
            "gen.go": "// Code generated by x. DO NOT EDIT.\n\npackage m\n//! empty-critical-section\n",
            ".gostatic.toml": 'tests = false\ntags = ["special"]\ngenerated = true\n',
        }
    )
    assert tree.run("files").out == "a.go\ngen.go\ntagged.go\n"
    assert tree.run("files", "--tests", "--tags", "other").out == "a.go\na_test.go\ngen.go\n"
    assert "empty-critical-section" in tree.run("check").out
    assert "empty-critical-section" not in tree.run("check", "--no-generated").out


def test_excluded_globs_count_from_the_files_folder(tree: Tree) -> None:
    mark = "package p\n//! double-lock\n"
    tree.write({"svc/gen/a.go": mark, "svc/x/gen/b.go": mark, "svc/x/c.go": mark, "gen/d.go": mark, "svc/y.go": mark})
    tree.write({"svc/gostatic.toml": 'exclude = ["gen", "/y.go"]\n'})
    outcome = tree.run("check", "./...", "../gen", folder="svc")
    assert [line.split(":")[0] for line in outcome.out.splitlines() if "says" in line] == ["../gen/d.go", "x/c.go"]


@pytest.mark.parametrize(
    ("path", "pattern", "matches"),
    [
        ("a/b/c.go", "b", True),
        ("a/b/c.go", "b/", True),
        ("a/b/c.go", "c.go", True),
        ("a/b/c.go", "b/c.go", False),
        ("a/b/c.go", "a/b", True),
        ("a/b/c.go", "/a", True),
        ("a/b/c.go", "/b", False),
        ("a/b/c.go", "./b", False),
        ("a/b/c.go", "**/c.go", True),
        ("a/b/c.go", "a/**/c.go", True),
        ("a/c.go", "a/**/c.go", True),
        ("a/b/c.go", "a/*.go", False),
        ("a/b/c.pb.go", "*.pb.go", True),
        ("a/b/c.go", "?", True),
        ("a/b/c.go", "/", False),
        ("a/b/c.go", "**", True),
        ("a" * 300 + "b", "*a" * 100 + "c", False),
    ],
)
def test_globs(path: str, pattern: str, matches: bool) -> None:
    assert matches_any(path, [pattern]) is matches


def test_globs_below_a_folder_with_odd_name() -> None:
    assert matches_any("a[1]/gen/x.go", [below("a[1]", "gen")])
    assert not matches_any("a1/gen/x.go", [below("a[1]", "gen")])
    assert not matches_any("svc/x/y.go", [below("svc", "/y.go")])
    assert matches_any("svc/y.go", [below("svc", "./y.go")])
