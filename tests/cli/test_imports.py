"""What a small text run imports: start-up is paid by every hook."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import environment

SOURCE = """package main

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
	c.n++
	c.mu.Unlock()
	return true
}

func main() {
	var c counter
	c.add(1)
}
"""

# Of the standard library, what is slow to import and of no use to one process that reads files.
UNUSED = {
    "multiprocessing",
    "concurrent.futures",
    "subprocess",
    "importlib.resources",
    "importlib.metadata",
    "pathlib",
    "shutil",
    "tempfile",
    "random",
    "socket",
    "urllib.parse",
    "logging",
}

_DRIVER = """
import sys
from gostatic.cli.main import main
sys.argv = ["gostatic", *sys.argv[1:]]
status = main()
modules = sorted(sys.modules)
import json
print(json.dumps([status, modules]), file=sys.stderr)
"""


def _imports(words: list[str], folder: Path) -> tuple[int, set[str]]:
    """The exit status and every module that is loaded at the end of a run of its own."""
    done = subprocess.run(
        [sys.executable, "-c", _DRIVER, *words],
        cwd=folder,
        env=environment(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    status, modules = json.loads(done.stderr.splitlines()[-1])
    assert "internal error" not in done.stderr, done.stderr
    return status, set(modules)


@pytest.mark.parametrize(
    ("words", "left_out"),
    [
        (["--version"], {"argparse", "gostatic.rule", "tree_sitter", "networkx", "sarif_om"}),
        (["rules"], {"networkx", "sarif_om", "difflib", "tomllib"}),
        (["files", "one.go"], {"tree_sitter", "networkx", "sarif_om", "difflib", "tomllib"}),
        (["check", "one.go"], {"networkx", "sarif_om", "attr", "difflib", "tomllib", "json", *UNUSED}),
    ],
)
def test_heavy_modules_are_imported_only_for_what_needs_them(
    tmp_path: Path, words: list[str], left_out: set[str]
) -> None:
    (tmp_path / "go.mod").write_text("module example.com/one\n\ngo 1.22\n")
    (tmp_path / "one.go").write_text(SOURCE)
    status, modules = _imports(words, tmp_path)
    assert status == (1 if words[0] == "check" else 0)
    assert not left_out & modules
