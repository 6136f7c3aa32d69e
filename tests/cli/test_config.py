"""The configuration file: what it does, and what is said of one that is wrong."""

from __future__ import annotations

import json
import os
import re
import tomllib
from importlib import resources
from pathlib import Path
from tempfile import TemporaryDirectory

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gostatic.engine.config import MAX_CONFIG_BYTES, Config, ConfigError, find, read
from gostatic.engine.config_keys import KEYS
from gostatic.engine.config_reader import Reader
from gostatic.engine.config_schema import schema
from gostatic.engine.config_text import as_toml
from gostatic.engine.globs import below, matches_any
from gostatic.engine.toml_lines import line_of
from gostatic.rule import Profile, Severity
from tests.cli import stub_engine
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
    assert read(str(path), lambda packs: KNOWN) == Config(
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
        ("exclude = [\n  'ok',\n  '../x',\n]", ":3: the glob"),
        (
            "[[model]]\nfunction = 'a/b.F'\neffect = 'acquire'\n\n[[model]]\nfunction = 'a/b.G'\nefect = 'x'\n",
            ":7: unknown key",
        ),
        ("[[model]]\nfunction = 'a/b.F'\n", ':1: an entry of "model" needs "effect"'),
        ("[[model]]\nfunction = 'F'\neffect = 'acquire'\n", ':2: "F" is no function'),
        ("[[model]]\nfunction = 'a/b.F'\neffect = 'aquire'\n", '(did you mean "acquire"?)'),
        ("[[model]]\nfunction = 'a/b.F'\neffect = 'spawns'\nargument = -1", ':4: "argument" must be the number'),
        ("[[model]]\nfunction = 'a/b.F'\neffect = 'wait'\nmode = 'read'", ':4: "mode" belongs to acquire, release'),
        ("[[model]]\nfunction = 'a/b.F'\neffect = 'wait'\nhow = 'exit'", ':4: "how" belongs to no-return'),
        ("model = 3", ':1: "model" must be a list of tables, written [[model]]'),
        ("[[per-path]]\npaths = ['a']\n", ':1: an entry of "per-path" needs "rules" or "profile"'),
        ("[[per-path]]\nprofile = 'audit'\n", ':1: an entry of "per-path" needs "paths"'),
        ("[[per-path]]\npaths = ['a']\n[per-path.rules]\nlock-copid = 'off'", ':4: unknown rule "lock-copid"'),
        ("[budgets]\npath-stpes = 1", ':2: unknown budget "path-stpes" (did you mean "path-steps"?)'),
        ("[budgets]\npath-steps = 0", ':2: "path-steps" must be a whole number'),
        ("[budgets]\npath-steps = 100000000000", ':2: "path-steps" may be at most 6000000'),
    ],
)
def test_mistakes_are_told_with_their_line(tmp_path: Path, text: str, told: str) -> None:
    path = tmp_path / ".gostatic.toml"
    path.write_text(text)
    with pytest.raises(ConfigError) as error:
        read(str(path), lambda packs: KNOWN, "c.toml")
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
        read(str(path), lambda packs: KNOWN)


def test_named_pipe_and_folder_are_not_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.toml")
    for path in (tmp_path / "pipe.toml", tmp_path):
        with pytest.raises(ConfigError, match="is no regular file"):
            read(str(path), lambda packs: KNOWN)


def test_what_only_looks_like_a_file_is_told(tree: Tree) -> None:
    (tree.root / "gostatic.toml").mkdir()
    tree.write({"a.go": "package m\n"})
    assert tree.run("check").status == 0
    (tree.root / ".gostatic.toml").symlink_to("absent")
    outcome = tree.run("check")
    assert (outcome.status, outcome.out) == (2, "")
    assert ".gostatic.toml: cannot be read" in outcome.err


_PIECES = st.sampled_from(
    [
        "[", "]", "[[", "]]", "{", "}", "=", ".", ",", "\n", "#", '"', "'", '"""', "\\", " ", "1", "-1", "true", "x",
        "model", "per-path", "rules", "function = 'a/b.C'", "effect = 'spawns'", "argument",
        "paths = ['a']", "double-lock = 'off'", "budgets",
        "\ud7ff", "\0",
    ]
)  # fmt: skip


@given(st.lists(_PIECES, max_size=25).map("".join))
@settings(max_examples=120, deadline=None)
def test_any_text_is_a_configuration_or_a_mistake_on_one_line(text: str) -> None:
    line_of(text, ("model", 0, "effect"))
    with TemporaryDirectory() as folder:
        path = Path(folder) / "c.toml"
        path.write_text(text)
        try:
            read(str(path), lambda packs: KNOWN, "c.toml")
        except ConfigError as error:
            assert str(error).startswith("c.toml:")
            assert "\n" not in str(error)


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


def test_per_path_rules_levels_and_profile(tree: Tree) -> None:
    marks = "//! double-lock\n//! lock-copied\n//! spin-without-yield\n"
    tree.write(
        {
            "a/a.go": f"package a\n{marks}",
            "legacy/b.go": f"package legacy\n{marks}",
            "legacy/new/c.go": f"package new\n{marks}",
            ".gostatic.toml": """
[rules]
lock-copied = "off"

[[per-path]]
paths = ["legacy"]
rules = { double-lock = "off", lock-copied = "note" }

[[per-path]]
paths = ["legacy/new"]
profile = "audit"
rules = { double-lock = "warning" }
""",
        }
    )
    out = json.loads(tree.run("check", "./...", "--format", "json").out)
    assert [(found["path"], found["rule"], found["severity"]) for found in out["findings"]] == [
        ("a/a.go", "double-lock", "error"),
        ("legacy/b.go", "lock-copied", "note"),
        ("legacy/new/c.go", "double-lock", "warning"),
        ("legacy/new/c.go", "lock-copied", "note"),
        ("legacy/new/c.go", "spin-without-yield", "warning"),
    ]


LINES = """# a comment with x = 1
title = \"\"\"
fake = 1
[fake]
\"\"\"
"quoted key".inner = '[not a table]'
list = [ # numbers
  1, { deep = [
     "x" ] },
]
[a."b.c"]
key = 2
[[rows]]
name = "one" # name = "no"
[rows.sub]
x = 1
[[rows]]
name = 'two'
"""


@pytest.mark.parametrize(
    ("place", "line"),
    [
        (("title",), 2),
        (("quoted key", "inner"), 6),
        (("list",), 7),
        (("list", 1, "deep", 0), 9),
        (("a", "b.c", "key"), 12),
        (("rows", 0, "name"), 14),
        (("rows", 0, "sub", "x"), 16),
        (("rows", 1, "name"), 18),
        (("rows", 1, "absent"), 17),
        (("fake",), 0),
    ],
)
def test_lines_of_keys(place: tuple[str | int, ...], line: int) -> None:
    assert tomllib.loads(LINES)
    assert line_of(LINES, place) == line


WHOLE = """profile = "audit"
exclude = ["gen"]
generated = true
tests = false
tags = ["a"]
gomaxprocs = 2
no-return = ["a/b.(*T).Die"]
rule-packs = []
[rules]
double-lock = "note"
lock-copied = "off"
[[per-path]]
paths = ["x", "y/**"]
profile = "default"
rules = { lock-copied = "error" }
[[model]]
function = "a/b.(*Gate[K]).Enter"
effect = "try-acquire"
mode = "read"
[[model]]
function = "gopkg.in/pool.v3.Go"
effect = "spawns"
argument = 1
[[model]]
function = "a/b.Die"
effect = "no-return"
how = "panic"
[budgets]
path-steps = 12000
"""


def test_show_is_read_back_as_the_same(tmp_path: Path) -> None:
    path = tmp_path / ".gostatic.toml"
    path.write_text(WHOLE)
    first = read(str(path), lambda packs: KNOWN)
    assert first.models[0].id == "a/b.Gate.Enter"
    assert first.models[1].id == "gopkg.in/pool.v3.Go"
    assert not first.models[1].type
    path.write_text(as_toml(first))
    assert read(str(path), lambda packs: KNOWN) == first


def _accepts(text: str) -> tuple[bool, bool]:
    table = tomllib.loads(text)
    by_schema = jsonschema.Draft202012Validator(schema(KNOWN)).is_valid(table)
    try:
        Reader(table, text, "c", "/c", lambda packs: KNOWN).config()
    except ConfigError:
        return False, by_schema
    return True, by_schema


def test_schema_and_reader_agree() -> None:
    jsonschema.Draft202012Validator.check_schema(schema(KNOWN))
    assert _accepts(WHOLE) == (True, True)
    wrong = [
        "profle = 1", "profile = 'x'", "exclude = ['../x']", "exclude = ['!x']", "exclude = ['']", "tests = 1", "tags = ['a b']",
        "gomaxprocs = 0", "no-return = ['Die']", "rules = 1", "rules = { double-lock = 'fatal' }", "[[per-path]]\npaths = ['a']",
        "[[per-path]]\nprofile = 'audit'", "[[model]]\nfunction = 'a.F'", "[[model]]\nfunction = 'a.F'\neffect = 'x'",
        "[[model]]\nfunction = 'a.F'\neffect = 'wait'\nmode = 'read'",
        "[[model]]\nfunction = 'a.F'\neffect = 'wait'\nhow = 'exit'",
        "[[model]]\nfunction = 'a.F'\neffect = 'wait'\nargument = 65", "[budgets]\nx = 1", "[budgets]\ncallees = 0",
    ]  # fmt: skip
    for text in wrong:
        assert _accepts(text) == (False, False), text


def test_shipped_schema_is_the_generated_one() -> None:
    shipped = resources.files("gostatic.engine").joinpath("config-1.schema.json").read_text()
    assert json.loads(shipped) == schema()


def test_every_key_has_an_example_that_is_read() -> None:
    for key in KEYS:
        text = f"{key.name} = {key.example}\n"
        Reader(tomllib.loads(text), text, "c", "/c", lambda packs: KNOWN).config()


def test_config_commands(tree: Tree) -> None:
    tree.write({"a.go": "package m\n", "sub/b.go": "package sub\n"})
    assert tree.run("config", "path").status == 2
    assert tree.run("config", "verify").status == 2
    assert "no file" in tree.run("config", "show").out
    assert tree.run("config", "init").status == 0
    assert tree.run("config", "init").status == 2
    assert tree.run("config", "path", folder="sub").out == "../.gostatic.toml\n"
    assert tree.run("config", "verify", folder="sub").out == "../.gostatic.toml: ok\n"
    starter = (tree.root / ".gostatic.toml").read_text()
    uncommented = re.sub(r"^# (?=[a-z-]+ = |\[)", "", starter, flags=re.MULTILINE)
    tree.write({".gostatic.toml": uncommented.replace('"our-rules"', "")})
    assert tree.run("config", "verify").err == ""
    tree.write({".gostatic.toml": 'profile = "adit"\n'})
    outcome = tree.run("config", "verify")
    assert (outcome.status, outcome.out) == (2, "")
    assert (
        '.gostatic.toml:1: "profile" must be one of default, audit, not "adit" (did you mean "audit"?)' in outcome.err
    )
    assert tree.run("config", "show", "--isolated").status == 0
    tree.write({"other.toml": "tests = false\n"})
    assert "tests = false" in tree.run("config", "show", "other.toml").out
    assert json.loads(tree.run("config", "schema").out) == schema([rule.id for rule in stub_engine.RULES])
    assert tree.run("config", "schema", "x").status == 2
