"""``--changed-only`` tells what a change causes in packages it does not touch, and nothing that was there before."""

from __future__ import annotations

import shutil

import pytest

from gostatic.cli import hook
from gostatic.engine import neighbours
from tests.cli.conftest import Tree
from tests.cli.test_new_code import commit, git

FEED = """package feed

import (
	"errors"
	"sync"
)

// Feed counts under a lock.
type Feed struct {
	mu sync.Mutex
	n  int
}

// Count tells how many.
func (f *Feed) Count() int {
	return f.n
}

// Each calls back under the lock.
func (f *Feed) Each(fn func()) {
	f.mu.Lock()
	defer f.mu.Unlock()
	fn()
}

// Collect receives n results.
func Collect(results chan error, n int) error {
	var all []error
	for i := 0; i < n; i++ {
		if err := <-results; err != nil {
			all = append(all, err)
		}
	}
	return errors.Join(all...)
}

// Answer sends one.
func Answer(out chan int) {
	out <- 1
}
"""
USE = """package use

import "example.com/m/feed"

// Counted counts in the callback.
func Counted(f *feed.Feed) (n int) {
	f.Each(func() { n = f.Count() })
	return n
}

// All checks all.
func All(checks []func() error) error {
	results := make(chan error)
	for _, check := range checks {
		go func() { results <- check() }()
	}
	return feed.Collect(results, len(checks))
}

// First takes one.
func First() int {
	out := make(chan int)
	go feed.Answer(out)
	return <-out
}
"""
# In the same package, in another file than the callers.
HERE = """package use

func wait(done chan bool) {
	<-done
}
"""
CALLS = """package use

// Waited is answered.
func Waited() {
	done := make(chan bool)
	go func() { done <- true }()
	wait(done)
}
"""

OLD = """package use

// Old hangs, and did so before.
func Old() {
	out := make(chan int)
	go func() { out <- 1 }()
}
"""
HELD = """package m

import "sync"

type counter struct {
	mu sync.Mutex
	n  int
}

func (c *counter) add(limit int) bool {
	c.mu.Lock()
	if c.n >= limit {
		return false
	} else {
		c.n++
	}
	c.mu.Unlock()
	return true
}
"""
OTHER = """package other

import "example.com/m/feed"

// Empty makes one.
func Empty() *feed.Feed {
	return new(feed.Feed)
}
"""

EARLY = ("all = append(all, err)", "return err")
LOCKED = ("\treturn f.n\n", "\tf.mu.Lock()\n\tdefer f.mu.Unlock()\n\treturn f.n\n")
GIVES_UP = (
    "\treturn <-out\n",
    "\tselect {\n\tcase v := <-out:\n\t\treturn v\n\tcase <-time.After(time.Second):\n\t\treturn 0\n\t}\n",
)
NOT_RECEIVED = ("\t<-done\n", "")


@pytest.fixture(params=["whole", "searched"])
def repository(
    module: Tree,
    request: pytest.FixtureRequest,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path_factory: pytest.TempPathFactory,
) -> Tree:
    """A repository of two packages; once so small that a hook looks at all, once as if it were large."""
    if request.param == "searched":
        monkeypatch.setattr(neighbours, "WHOLE_BYTES", 0)
    monkeypatch.setenv("GOSTATIC_CACHE_DIR", str(tmp_path_factory.mktemp("cache")))
    (module.root / ".git").rmdir()
    git(module.root, "init", "-q", "-b", "main")
    files = {
        "go.mod": "module example.com/m\n\ngo 1.22\n",
        "feed/feed.go": FEED,
        "use/use.go": USE,
        "use/here.go": HERE,
        "use/calls.go": CALLS,
        "use/old.go": OLD,
        "other/other.go": OTHER,
    }
    commit(module, files)
    return module


def change(tree: Tree, file: str, *replaced: tuple[str, str]) -> None:
    path = tree.root / file
    text = path.read_text()
    for old, new in replaced:
        assert old in text
        text = text.replace(old, new)
    path.write_text(text)


def told(tree: Tree, *names: str) -> list[str]:
    """The files of what a hook tells: under which rule is not the hook's affair."""
    outcome = tree.run("check", "--changed-only", *names)
    lines = [line for line in outcome.out.splitlines() if line[:1].isalpha()]
    assert outcome.status == (1 if lines else 0), outcome.err
    return [line.split(":")[0] for line in lines]


@pytest.mark.parametrize(
    ("file", "replaced", "expected"),
    [
        ("feed/feed.go", (EARLY,), ["use/use.go"]),
        ("feed/feed.go", (LOCKED,), ["use/use.go"]),
        (
            "use/use.go",
            (GIVES_UP, ("import ", 'import "time"\nimport ')),
            ["feed/feed.go"],
        ),
        ("use/here.go", (NOT_RECEIVED,), ["use/calls.go"]),
    ],
)
def test_effects_in_untouched_files(
    repository: Tree, file: str, replaced: tuple[tuple[str, str], ...], expected: list[str]
) -> None:
    change(repository, file, *replaced)
    found = told(repository, file)
    assert found == expected
    assert told(repository, file) == found  # from the cache


def test_without_a_cache_the_same(repository: Tree) -> None:
    change(repository, "feed/feed.go", EARLY)
    with_cache = repository.run("check", "--changed-only", "feed/feed.go")
    assert repository.run("check", "--changed-only", "--no-cache", "feed/feed.go") == with_cache


def test_after_a_check_of_the_whole_the_same(repository: Tree) -> None:
    change(repository, "feed/feed.go", EARLY)
    change(repository, "use/here.go", NOT_RECEIVED)
    names = ("feed/feed.go", "use/here.go")
    before = repository.run("check", "--changed-only", "--no-cache", *names)
    assert before.status == 1
    repository.run("check", "./...")
    assert repository.run("check", "--changed-only", *names) == before
    change(repository, "feed/feed.go", ("return err\n", "break\n"))
    assert told(repository, *names) == ["use/calls.go", "use/use.go"]


@pytest.mark.parametrize(
    ("old", "new", "is_from_whole"),
    [
        ("\t\tc.n++\n", "\t\tc.n++ // counted\n", True),
        ("\tc.mu.Unlock()\n", "\t/* at last */ c.mu.Unlock()\n", True),
        ("\treturn true\n}\n", "\treturn true\n}\n\n// That was add.\n", True),
        ("\t\treturn false", "\t\t/* no */ return false", True),
        ("func", "// add adds.\nfunc", False),  # a line is told
        ("\t\treturn false", "\t\treturn false //nolint:gostatic", False),
    ],
)
def test_comments_after_a_check_of_the_whole(
    module: Tree,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path_factory: pytest.TempPathFactory,
    old: str,
    new: str,
    is_from_whole: bool,
) -> None:
    monkeypatch.setenv("GOSTATIC_CACHE_DIR", str(tmp_path_factory.mktemp("cache")))
    (module.root / ".git").rmdir()
    git(module.root, "init", "-q", "-b", "main")
    text = HELD
    commit(module, {"go.mod": "module example.com/m\n\ngo 1.22\n", "a.go": text})
    assert module.run("check", "./...").status == 1
    assert old in text
    module.write({"a.go": text.replace(old, new)})
    moved: list[bool] = []
    real = hook.moved
    monkeypatch.setattr(hook, "moved", lambda *given: (moved.append((found := real(*given)) is not None), found)[1])
    outcome = module.run("check", "--changed-only", "a.go")
    assert moved == [is_from_whole]
    assert module.run("check", "--changed-only", "--no-cache", "a.go") == outcome


def test_unchanged_and_commented_code_causes_nothing(repository: Tree) -> None:
    assert told(repository, "feed/feed.go") == []
    change(repository, "feed/feed.go", ("// Count tells how many.", "// Count tells\n// how many."))
    assert told(repository, "feed/feed.go") == []


def test_what_was_there_is_told_of_the_changed_file_only(repository: Tree) -> None:
    change(repository, "feed/feed.go", ("return f.n\n", "return f.n + 1\n"))
    assert told(repository, "feed/feed.go") == []
    change(repository, "use/old.go", ("did so before", "did before"))
    assert told(repository, "use/old.go") == ["use/old.go"]


def test_a_file_that_is_gone_beside_the_changed_one(repository: Tree) -> None:
    (repository.root / "use/here.go").unlink()
    change(repository, "use/calls.go", ("\twait(done)\n", ""), ("is answered", "is not answered"))
    assert told(repository, "use/calls.go") == ["use/calls.go"]


def test_compares_with_the_revision_of_the_caller(repository: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    change(repository, "feed/feed.go", EARLY)
    git(repository.root, "commit", "-qam", "early")
    assert told(repository, "feed/feed.go") == []
    monkeypatch.setenv("PRE_COMMIT_FROM_REF", "HEAD~1")
    assert told(repository, "feed/feed.go") == ["use/use.go"]
    monkeypatch.setenv("PRE_COMMIT_FROM_REF", "0" * 40)
    assert told(repository, "feed/feed.go") == []


def test_without_git_the_last_check_of_the_whole_is_what_was_before(repository: Tree) -> None:
    shutil.rmtree(repository.root / ".git")
    change(repository, "feed/feed.go", EARLY)
    assert told(repository, "feed/feed.go") == []  # nobody knows what was
    repository.write({"feed/feed.go": FEED})
    repository.run("check", "./...")
    assert told(repository, "feed/feed.go") == []
    assert told(repository, "use/old.go") == ["use/old.go"]
    change(repository, "feed/feed.go", EARLY)
    for _ in range(2):
        assert told(repository, "feed/feed.go") == ["use/use.go"]


def test_bound_is_told(repository: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(neighbours, "WHOLE_BYTES", 0)
    monkeypatch.setattr(neighbours, "MAX_BYTES", 0)
    change(repository, "feed/feed.go", EARLY)
    outcome = repository.run("check", "--changed-only", "feed/feed.go")
    assert outcome.status == 0
    assert "1 more package may use what was changed" in outcome.err
