"""``gostatic graph``: the call graph of packages on disk."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Outcome
from tests.cli.test_imports import _imports

SOURCE = """package p

import "sync"

type store struct{ mu sync.Mutex }

func (s *store) Flush() {
	s.mu.Lock()
	defer s.mu.Unlock()
	write(s)
}

func write(s *store) {}
func other()         {}
"""


@pytest.fixture
def module(tmp_path: Path) -> Path:
    (tmp_path / "go.mod").write_text("module example.com/m\n\ngo 1.27\n")
    (tmp_path / "p").mkdir()
    (tmp_path / "p" / "a.go").write_text(SOURCE)
    return tmp_path


def test_text(run_real: Callable[..., Outcome], module: Path) -> None:
    done = run_real(["graph", "--calls", "./..."], module)
    assert done.status == 0
    assert (
        done.out
        == """example.com/m/p.store.Flush  p/a.go:7  (called from outside)
  :8 calls sync.Mutex.Lock  [static]
  :9 defers sync.Mutex.Unlock  [static]
  :10 calls example.com/m/p.write  [static]

example.com/m/p.write  p/a.go:13

example.com/m/p.other  p/a.go:14  (called from outside)
"""
    )


def test_from_and_format(run_real: Callable[..., Outcome], module: Path) -> None:
    done = run_real(["graph", "--calls", "--from", "write", "--format", "mermaid", "./p"], module)
    assert (done.status, done.out) == (0, 'flowchart LR\n  n0["example.com/m/p.write"]\n')
    done = run_real(["graph", "--calls", "--from", "nobody", "./p"], module)
    assert (done.status, done.out) == (2, "")
    assert "no function here is called nobody" in done.err


def test_which_graph_must_be_said(run_real: Callable[..., Outcome], module: Path) -> None:
    done = run_real(["graph", "./..."], module)
    assert (done.status, done.out) == (2, "")
    assert "--calls" in done.err


def test_a_check_does_not_import_it(module: Path) -> None:
    _, modules = _imports(["check", "./..."], module)
    assert not {"gostatic.cli.graph", "gostatic.engine.call_graph", "gostatic.report.call_graph"} & modules
