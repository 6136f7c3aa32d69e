"""``--jobs`` and ``--executor``: the same bytes, whoever does the work."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.conftest import REPOSITORY, Tree, environment
from tests.cli.test_baseline import ADD, HEAD, TAKE, TYPE

CODE = HEAD + TYPE + ADD


@pytest.fixture
def programs(module: Tree) -> Tree:
    """Groups of packages that no import connects, with findings, problems, suppressions and files that do not parse."""
    for name in "abcdefg":
        module.write({f"{name}/{name}.go": CODE.replace("package m", f"package {name}")})
    module.write(
        {
            "a/broken.go": "package a\n\nfunc {\n",
            "b/user/u.go": 'package user\n\nimport _ "example.com/m/b"\n',
            "h/h.go": "package h\n\nvar x = 1 //gostatic:ignore double-lock -- it was\n",
            "i/i.go": CODE.replace("package m", "package i").replace("\t", "  ") + TAKE,
        }
    )
    return module


@pytest.mark.parametrize(
    "words", [("./...",), ("./a", "./b/..."), ("a/a.go", "./c"), ("./missing/...", "./a"), ("./nothing",)]
)
@pytest.mark.parametrize("format_name", ["text", "json", "sarif"])
def test_processes_change_nothing(programs: Tree, format_name: str, words: tuple[str, ...]) -> None:
    alone = programs.run("check", "--jobs", "1", "--profile", "audit", "--format", format_name, *words)
    assert programs.run("check", "--jobs", "3", "--profile", "audit", "--format", format_name, *words) == alone
    assert alone.out or alone.status == 2


def test_options_reach_the_processes(programs: Tree) -> None:
    programs.write({".gostatic.toml": '[[per-path]]\npaths = ["c"]\nrules = { lock-not-released = "note" }\n'})
    words = ("check", "--rules", "lock-not-released", "--unused-suppressions", "error", "--format", "json", "./...")
    alone = programs.run(*words, "--jobs", "1")
    assert alone.out.count("lock-not-released") > 5
    assert '"note"' in alone.out
    assert programs.run(*words, "--jobs", "2") == alone


def test_results_of_processes_are_kept(programs: Tree, tmp_path: Path) -> None:
    cache = str(tmp_path / "cache")
    alone = programs.run("check", "./...")
    assert programs.run("check", "--jobs", "3", "--cache-dir", cache, "./...") == alone
    assert programs.run("check", "--jobs", "1", "--cache-dir", cache, "./...") == alone
    programs.write({"c/c.go": "package c\n"})
    assert programs.run("check", "--jobs", "3", "--cache-dir", cache, "./...") == programs.run("check", "./...")


@pytest.fixture(scope="module")
def cluster() -> Iterator[str]:
    """The address of a Dask scheduler with two workers, each a process."""
    distributed = pytest.importorskip("distributed")
    before = os.environ.get("PYTHONPATH")
    os.environ["PYTHONPATH"] = environment()["PYTHONPATH"]
    try:
        with distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, host="127.0.0.1"
        ) as made:
            yield made.scheduler_address
    finally:
        if before is None:
            del os.environ["PYTHONPATH"]
        else:
            os.environ["PYTHONPATH"] = before


@pytest.mark.slow
def test_a_cluster_changes_nothing(programs: Tree, cluster: str) -> None:
    for words in (("./...",), ("./a", "./b/...")):
        alone = programs.run("check", "--jobs", "1", "--format", "json", *words)
        assert alone.out.count('"rule"') > 1
        assert programs.run("check", "--executor", f"dask:{cluster}", "--format", "json", *words) == alone
    one = ("check", "--format", "json", "--profile", "audit", f"{REPOSITORY}/testdata/tour/...")
    assert programs.run(*one, "--executor", f"dask:{cluster}") == programs.run(*one, "--jobs", "1")


def test_an_executor_that_cannot_be_used_is_a_mistake(programs: Tree) -> None:
    for word in ("spark:x", "dask:", "dask"):
        assert "must be dask:ADDRESS" in programs.run("check", "--executor", word, "./...").err
    pytest.importorskip("distributed")
    outcome = programs.run("check", "--executor", "dask:tcp://127.0.0.1:1", "./...")
    assert outcome.status == 2
    assert "no Dask scheduler answers at tcp://127.0.0.1:1" in outcome.err
