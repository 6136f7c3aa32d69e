"""``gostatic baseline`` and ``check --baseline``: what survives a change of the code, and what is reported as new."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from tests.cli.conftest import Tree

TYPE = "type counter struct {\n\tmu sync.Mutex\n\tn  int\n}\n\n"
ADD = """func (c *counter) add(limit int) bool {
	c.mu.Lock()
	if c.n >= limit {
		return false
	}
	c.mu.Unlock()
	return true
}
"""
TAKE = ADD.replace("add", "take")
IN_A_LITERAL = ADD.replace(
    "func (c *counter) add(limit int) bool {",
    "func check(c *counter) func(int) bool {\n\treturn func(limit int) bool {",
)
IN_A_LITERAL += "}\n"
WRAPPER = "func (c *counter) add(limit int) bool {\n\treturn c.take(limit)\n}\n\n"
HEAD = 'package m\n\nimport "sync"\n\n'
FILE = ".gostatic-baseline.json"


@pytest.fixture
def known(module: Tree) -> Tree:
    """A module with one finding that is in its baseline."""
    module.write({"a.go": HEAD + TYPE + ADD})
    outcome = module.run("baseline", "create", "./...")
    assert (outcome.status, outcome.out) == (0, "")
    first, hint = outcome.err.splitlines()
    assert first == f"gostatic: {FILE}: 1 finding; 1 added, 0 removed"
    assert f"--baseline {FILE}" in hint
    return module


def _check(module: Tree, *options: str) -> tuple[int, list[str], str]:
    outcome = module.run("check", "--baseline", FILE, "--format", "concise", "./...", *options)
    return outcome.status, [line.split(" ")[0] for line in outcome.out.splitlines()], outcome.err


def test_what_is_in_it_is_not_reported(known: Tree) -> None:
    assert _check(known) == (0, [], "gostatic: no findings in 1 file; 1 in the baseline\n")
    outcome = known.run("check", "--baseline", FILE, "--show-suppressed", "./...")
    assert outcome.status == 0
    assert f"(suppressed: in the baseline {FILE})" in outcome.out
    (result,) = json.loads(known.run("check", "--baseline", FILE, "--show-suppressed", "--format=sarif").out)["runs"][
        0
    ]["results"]
    assert result["suppressions"][0]["kind"] == "external"


@pytest.mark.parametrize(
    "change",
    [
        lambda tree: tree.write({"a.go": HEAD + "// more\n// lines\n\nvar x = 1\n\n" + TYPE + ADD}),
        lambda tree: (tree.root / "a.go").rename(tree.root / "renamed.go"),
        lambda tree: tree.write({"a.go": HEAD + TYPE, "b.go": "package m\n\n" + ADD}),
        lambda tree: tree.write({"a.go": (HEAD + TYPE + ADD).replace("\t", "  ").replace("\n", "\r\n")}),
        lambda tree: tree.write({"a.go": HEAD + TYPE + "func other() { _ = func() {} }\n\n" + ADD}),
        lambda tree: tree.write({"a.go": HEAD + TYPE + TAKE}),
        lambda tree: tree.write({"a.go": (HEAD + TYPE + ADD).replace("counter", "gauge")}),
        lambda tree: tree.write({"a.go": HEAD + TYPE + IN_A_LITERAL}),
        lambda tree: tree.write({"a.go": HEAD + TYPE + WRAPPER + TAKE}),
    ],
    ids=[
        "moved",
        "renamed",
        "another file",
        "reformatted",
        "a literal more",
        "another function's name",
        "another type's name",
        "moved into a literal of another function",
        "moved out, and called from where it was",
    ],
)
def test_changes_that_it_survives(known: Tree, change: Callable[[Tree], object]) -> None:
    change(known)
    status, found, err = _check(known)
    assert (status, found) == (0, [])
    assert "1 in the baseline" in err and "no longer" not in err


def test_further_findings_are_reported(known: Tree) -> None:
    known.write({"a.go": HEAD + TYPE + TAKE + "\n" + ADD})
    assert _check(known)[:2] == (1, ["a.go:13:3:"])


def test_a_copy_under_another_name_is_new_while_the_first_stands(known: Tree) -> None:
    mended = ADD.replace("\t\treturn false", "\t\tc.mu.Unlock()\n\t\treturn false")
    known.write({"a.go": HEAD + TYPE + mended + TAKE})
    assert _check(known)[:2] == (1, ["a.go:22:3:"])  # add is still there: its entry is for it alone
    known.write({"a.go": HEAD + TYPE + TAKE + ADD.replace("add", "give")})
    assert _check(known)[:2] == (1, ["a.go:21:3:"])  # one entry covers one finding


def test_a_kept_result_knows_what_is_declared_too(known: Tree) -> None:
    known.write({"a.go": HEAD + TYPE + TAKE})
    folder = str(known.root / "cache")
    fresh = _check(known, "--cache-dir", folder)
    assert (fresh, _check(known, "--cache-dir", folder)) == (fresh, fresh)
    assert fresh[:2] == (0, [])


def test_an_entry_of_other_symbols_covers_the_same_line(known: Tree) -> None:
    path = known.root / FILE
    path.write_text(path.read_text().replace("counter.mu", "counter.other"))
    assert _check(known) == (0, [], "gostatic: no findings in 1 file; 1 in the baseline\n")


def test_same_line_in_the_same_function_is_counted(known: Tree) -> None:
    twice = ADD.replace("\tc.mu.Unlock()\n", "\tif c.n < -limit {\n\t\treturn false\n\t}\n\tc.mu.Unlock()\n")
    known.write({"a.go": HEAD + TYPE + twice})
    status, found, _ = _check(known)
    assert (status, len(found)) == (1, 1)


def test_entries_that_no_longer_occur_are_told_and_pruned(known: Tree) -> None:
    known.write({"a.go": HEAD + TYPE + ADD.replace("\t\treturn false", "\t\tc.mu.Unlock()\n\t\treturn false") + TAKE})
    status, found, err = _check(known)
    assert (status, len(found)) == (1, 1)
    assert f"note: {FILE}: no longer occurs: lock-not-released in example.com/m.counter.add" in err
    assert "1 removed" in known.run("baseline", "prune", "./...").err
    status, found, err = _check(known)
    assert (status, len(found)) == (1, 1) and "no longer" not in err
    assert known.run("baseline", "update", "./...").err == f"gostatic: {FILE}: 1 finding; 1 added, 0 removed\n"
    assert _check(known)[0] == 0


def test_what_was_not_looked_at_stays(known: Tree) -> None:
    known.write({"b/b.go": HEAD.replace("package m", "package b") + TYPE + ADD})
    known.run("baseline", "update", "./...")
    (known.root / "a.go").write_text("package m\n")
    assert "no longer" not in known.run("check", "--baseline", FILE, "./b").err
    assert "0 removed" in known.run("baseline", "update", "./b").err
    assert "0 removed" in known.run("baseline", "prune", "--rules", "lost-cancel", "./...").err
    assert "1 removed" in known.run("baseline", "update", "./...").err


def test_another_rule_of_the_chain_on_the_same_line_is_covered(known: Tree) -> None:
    path = known.root / FILE
    path.write_text(path.read_text().replace("lock-not-released", "double-lock"))
    status, found, _ = _check(known)
    assert (status, found) == (0, [])


def test_suppressed_findings_stay_out(known: Tree) -> None:
    known.write({"a.go": HEAD + TYPE + ADD.replace("return false", "return false //nolint:gostatic // x")})
    known.run("baseline", "update", "./...")
    assert json.loads((known.root / FILE).read_text())["entries"] == []


def test_the_configuration_names_it(known: Tree) -> None:
    known.write({".gostatic.toml": f'baseline = "{FILE}"\n', "sub/s.go": "package sub\n"})
    assert known.run("check", "./...").status == 0
    assert known.run("check", "..", folder="sub").status == 0
    assert known.run("check", "--isolated", "./...").status == 1


def test_file_is_sorted_versioned_and_the_same_again(known: Tree) -> None:
    text = (known.root / FILE).read_text()
    document = json.loads(text)
    assert document["version"] == 1
    assert document["entries"] == [
        {
            "rule": "lock-not-released",
            "package": "example.com/m",
            "function": "counter.add",
            "symbols": document["entries"][0]["symbols"],
            "line": "returnfalse",
            "profile": "default",
            "count": 1,
        }
    ]
    known.run("baseline", "update", "./...")
    assert (known.root / FILE).read_text() == text
    assert "a.go" not in text


def test_create_does_not_overwrite_and_others_need_a_file(known: Tree) -> None:
    outcome = known.run("baseline", "create", "./...")
    assert outcome.status == 2 and "is there already" in outcome.err
    for words in (("baseline", "update"), ("baseline", "prune"), ("check",)):
        outcome = known.run(*words, "--baseline", "absent.json")
        assert outcome.status == 2 and "there is no such baseline" in outcome.err
    assert known.run("baseline", "udpate").status == 2


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{", "is no JSON"),
        ("[" * 100_000, "is no JSON"),
        ("[]", "is no baseline"),
        ('{"version": 2, "entries": []}', "knows version 1"),
        ('{"version": 1, "entries": [1]}', "entry 1 is no object"),
        ('{"version": 1, "entries": [{"rule": 1}]}', "entry 1 has no rule"),
        ('{"version": 1, "entries": [{"rule": "x", "symbols": "y"}]}', '"symbols" of entry 1'),
        ('{"version": 1, "entries": [{"rule": "x", "count": 0}]}', '"count" of entry 1'),
    ],
)
def test_damaged_files_are_refused(module: Tree, text: str, told: str) -> None:
    module.write({"a.go": "package m\n", FILE: text})
    outcome = module.run("check", "--baseline", FILE)
    assert outcome.status == 2
    assert told in outcome.err and "Traceback" not in outcome.err
