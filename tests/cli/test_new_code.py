"""``--new-from-rev``, ``--new-from-merge-base`` and ``--new-from-patch``: only what a change causes, wherever it shows."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from gostatic.cli.new_code import changed_lines
from tests.cli.conftest import Tree

OLD = """package m

import "sync"

type counter struct {
	mu sync.Mutex
	n  int
}

func (c *counter) add(limit int) bool {
	c.mu.Lock()
	if c.n >= limit {
		return false
	}
	c.mu.Unlock()
	return true
}
"""
NEW = (
    OLD.replace("type counter", "type other struct{}\n\ntype counter")
    + "\n"
    + OLD[OLD.index("func") :].replace("add", "take")
)
BOX = """package m

import "sync"

type box struct {
	mu sync.Mutex
	n  int
}

func (b *box) Get(early bool) int {
	b.mu.Lock()
	if early {
		b.free(1)
		return 0
	}
	n := b.n
	b.mu.Unlock()
	return n
}
"""
FREE = """package m

func (b *box) free(n int) {
	b.n += n
	b.mu.Unlock()
}
"""


def git(root: Path, *words: str) -> str:
    identity = {
        "GIT_AUTHOR_NAME": "a",
        "GIT_AUTHOR_EMAIL": "a@b",
        "GIT_COMMITTER_NAME": "a",
        "GIT_COMMITTER_EMAIL": "a@b",
    }
    quiet = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    done = subprocess.run(
        ["git", *words], cwd=root, env={**os.environ, **identity, **quiet}, capture_output=True, text=True, check=True
    )
    return done.stdout


def commit(tree: Tree, files: dict[str, str]) -> None:
    tree.write(dict(files))
    git(tree.root, "add", "-A")
    git(tree.root, "commit", "-qm", "x")


@pytest.fixture
def repository(module: Tree) -> Tree:
    """A repository of one commit with one finding."""
    (module.root / ".git").rmdir()
    git(module.root, "init", "-q", "-b", "main")
    commit(module, {"a.go": OLD, "naïve dir/b.go": "package b\n"})
    return module


def _new(tree: Tree, *options: str, folder: str = ".", patterns: tuple[str, ...] = ("./...",)) -> tuple[int, list[str]]:
    outcome = tree.run("check", "--format", "concise", *options, *patterns, folder=folder)
    return outcome.status, [line.split(": ")[0] for line in outcome.out.splitlines()]


def test_nothing_changed(repository: Tree) -> None:
    outcome = repository.run("check", "--new-from-rev", "HEAD", "./...")
    assert (outcome.status, outcome.out) == (0, "")
    assert "note: 1 finding is older than HEAD and not reported" in outcome.err


def test_the_cache_changes_nothing(
    repository: Tree, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """The old code stands in a temporary folder, and its result may come from the cache."""
    monkeypatch.setenv("GOSTATIC_CACHE_DIR", str(tmp_path_factory.mktemp("cache")))
    repository.write({"a.go": NEW})
    first = _new(repository, "--new-from-rev", "HEAD")
    assert first == (1, ["a.go:24:3"])
    assert _new(repository, "--new-from-rev", "HEAD") == first


def test_lines_that_moved_and_files_renamed_are_not_new(repository: Tree) -> None:
    (repository.root / "a.go").rename(repository.root / "c.go")
    repository.write({"c.go": "// A comment.\n\n" + OLD})
    # The renamed file is new as a whole to git without the index; what it says is not.
    assert _new(repository, "--new-from-rev", "HEAD")[0] in (0, 1)
    (repository.root / "c.go").unlink()
    repository.write({"a.go": "// A comment.\n\n" + OLD})
    assert _new(repository, "--new-from-rev", "HEAD") == (0, [])


def test_findings_on_written_lines_and_in_new_files(repository: Tree) -> None:
    repository.write({"a.go": NEW, "d/d.go": OLD.replace("package m", "package d")})
    assert _new(repository, "--new-from-rev", "HEAD") == (1, ["a.go:24:3", "d/d.go:13:3"])
    assert _new(repository, "--new-from-rev", "HEAD", folder="d") == (1, ["d.go:13:3"])
    absolute = (str(repository.root / "d"),)
    assert _new(repository, "--new-from-rev", "HEAD", patterns=absolute) == (1, ["d/d.go:13:3"])


def test_taking_away_a_line_is_a_change_too(repository: Tree) -> None:
    commit(repository, {"a.go": OLD.replace("\t\treturn false", "\t\tc.mu.Unlock()\n\t\treturn false")})
    repository.write({"a.go": OLD})
    assert _new(repository, "--new-from-rev", "HEAD") == (1, ["a.go:13:3"])


def test_change_in_one_file_that_blocks_another_which_nobody_touched(repository: Tree) -> None:
    commit(repository, {"box.go": BOX, "free.go": FREE})
    assert _new(repository, "--new-from-rev", "HEAD") == (0, [])
    repository.write({"free.go": FREE.replace("\tb.mu.Unlock()\n", "")})
    assert _new(repository, "--new-from-rev", "HEAD") == (1, ["box.go:14:3"])
    patch = git(repository.root, "diff")
    (repository.root / "p.patch").write_text(patch)
    assert _new(repository, "--new-from-patch", "p.patch") == (1, ["box.go:14:3"])


def test_merge_base(repository: Tree) -> None:
    git(repository.root, "checkout", "-q", "-b", "topic")
    commit(
        repository, {"t.go": OLD[OLD.index("func") :].replace("func", "package m\n\nfunc", 1).replace("add", "take")}
    )
    git(repository.root, "checkout", "-q", "main")
    commit(repository, {"main.go": "package m\n"})
    git(repository.root, "checkout", "-q", "topic")
    assert _new(repository, "--new-from-merge-base", "main") == (1, ["t.go:6:3"])


@pytest.mark.parametrize("prefix", [(), ("--no-prefix",)])
def test_patch(repository: Tree, prefix: tuple[str, ...]) -> None:
    repository.write({"a.go": NEW, "naïve dir/b.go": "package b\n\nvar x = 1\n", "gone.go": "package m\n"})
    git(repository.root, "add", "-A")
    patch = git(repository.root, "diff", "--cached", *prefix)
    (repository.root / "p.patch").write_text(patch)
    assert _new(repository, "--new-from-patch", "p.patch") == (1, ["a.go:24:3"])
    repository.write({"a.go": OLD})
    outcome = repository.run("check", "--new-from-patch", "p.patch", "./...")
    assert outcome.status == 2
    assert "the patch does not fit a.go at line" in outcome.err


def test_patch_that_renames_removes_and_takes_away(repository: Tree) -> None:
    commit(
        repository,
        {"a.go": OLD.replace("\t\treturn false", "\t\tc.mu.Unlock()\n\t\treturn false"), "x.go": "package m\n"},
    )
    (repository.root / "a.go").unlink()
    (repository.root / "x.go").unlink()
    repository.write({"z.go": OLD})
    git(repository.root, "add", "-A")
    patch = git(repository.root, "diff", "--cached", "-M")
    assert "rename to z.go" in patch
    (repository.root / "p.patch").write_text(patch)
    assert _new(repository, "--new-from-patch", "p.patch") == (1, ["z.go:13:3"])


@pytest.mark.parametrize(
    ("patch", "told"),
    [
        ("--- a/../x.go\n+++ b/../x.go\n@@ -1 +1 @@\n-a\n+b\n", "lies outside the repository"),
        ("--- /etc/x.go\n+++ /etc/x.go\n@@ -1 +1 @@\n-a\n+b\n", "lies outside the repository"),
        ("--- a/.git/x.go\n+++ b/.git/x.go\n", "lies outside the repository"),
        ("@@ -1 +1 @@\n-a\n+b\n", "before any file name"),
        ("--- a/a.go\n+++ b/a.go\n@@ -1,5 +1,5 @@\n a\n", "damaged"),
        ("--- a/a.go\n+++ b/a.go\n@@ -1 +1 @@\n?a\n", "damaged"),
        ("--- a/q.go\n+++ b/q.go\n@@ -1 +1 @@\n-a\n+b\n", "there is no q.go here"),
    ],
)
def test_patches_that_cannot_be_used(repository: Tree, patch: str, told: str) -> None:
    (repository.root / "p.patch").write_text(patch)
    outcome = repository.run("check", "--new-from-patch", "p.patch", "./...")
    assert outcome.status == 2
    assert told in outcome.err or "ends in the middle" in outcome.err
    assert "Traceback" not in outcome.err


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--new-from-rev", "nowhere"), '"nowhere" is no revision'),
        (("--new-from-rev", "--output=x"), "is no revision"),
        (("--new-from-merge-base", "nowhere"), "is no revision"),
        (("--new-from-patch", "absent"), "cannot read absent"),
        (("--new-from-rev", "HEAD", "--new-from-patch", "x"), "not allowed with"),
    ],
)
def test_wrong_usage(repository: Tree, words: tuple[str, ...], told: str) -> None:
    words = (f"{words[0]}={words[1]}", *words[2:])
    outcome = repository.run("check", *words, "./...")
    assert outcome.status == 2
    assert told in outcome.err
    assert not (repository.root / "x").exists()


def test_before_the_first_commit_everything_is_new(module: Tree) -> None:
    (module.root / ".git").rmdir()
    git(module.root, "init", "-q")
    module.write({"a.go": OLD})
    assert _new(module, "--new-from-rev", "HEAD") == (1, ["a.go:13:3"])
    assert module.run("check", "--new-from-rev", "main").status == 2


def test_outside_a_repository(module: Tree) -> None:
    module.write({"a.go": OLD})
    outcome = module.run("check", "--new-from-rev", "HEAD")
    assert outcome.status == 2
    assert "git rev-parse failed" in outcome.err


def test_nothing_of_a_hostile_repository_runs(repository: Tree) -> None:
    root = repository.root
    trap = f"touch {root}/trapped; cat"
    for key in (
        "core.fsmonitor",
        "diff.external",
        "filter.x.clean",
        "filter.x.smudge",
        "diff.x.textconv",
        "diff.x.command",
    ):
        git(root, "config", key, trap)
    git(root, "config", "core.pager", trap)
    git(root, "config", "core.sshCommand", trap)
    (root / ".git" / "info").mkdir(exist_ok=True)
    (root / ".git" / "info" / "attributes").write_text("*.go filter=x diff=x\n")
    hooks = root / ".git" / "hooks"
    hooks.mkdir(exist_ok=True)
    for name in ("post-checkout", "post-index-change", "reference-transaction", "pre-auto-gc"):
        (hooks / name).write_text(f"#!/bin/sh\ntouch {root}/trapped\n")
        (hooks / name).chmod(0o755)
    repository.write({"a.go": NEW})
    index = (root / ".git" / "index").read_bytes()
    assert _new(repository, "--new-from-rev", "HEAD") == (1, ["a.go:24:3"])
    assert not (root / "trapped").exists()
    assert (root / ".git" / "index").read_bytes() == index


def test_links_in_the_old_tree_lead_nowhere(repository: Tree) -> None:
    (repository.root / "link.go").symlink_to("/etc/passwd")
    (repository.root / "dir").symlink_to("/")
    commit(repository, {"more.go": "package m\n"})
    repository.write({"a.go": NEW})
    assert _new(repository, "--new-from-rev", "HEAD") == (1, ["a.go:24:3"])


def test_with_a_configuration_and_a_baseline(repository: Tree) -> None:
    repository.write(
        {".gostatic.toml": 'exclude = ["d"]\n', "a.go": NEW, "d/d.go": OLD.replace("package m", "package d")}
    )
    assert _new(repository, "--new-from-rev", "HEAD") == (1, ["a.go:24:3"])
    repository.run("baseline", "create", "./...")
    assert _new(repository, "--new-from-rev", "HEAD", "--baseline", ".gostatic-baseline.json") == (0, [])


@pytest.mark.parametrize(
    ("old", "new", "lines"),
    [
        (b"", b"", set()),
        (b"a\nb\n", b"a\nb\n", set()),
        (b"a\nb\n", b"a\r\nb\r\n", set()),
        (b"a\nb\n", b"a\nx\nb\n", {2}),
        (b"a\nb\nc\n", b"a\nc\n", set()),
        (b"a\nb\nc\nd\n", b"x\nb\ny\nd\n", {1, 3}),
        (b"a\na\na\n", b"a\na\na\na\n", {4}),
    ],
)
def test_changed_lines(old: bytes, new: bytes, lines: set[int]) -> None:
    assert changed_lines(old, new) == lines
