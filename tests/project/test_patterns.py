"""Which folders, packages and files a pattern names."""

from __future__ import annotations

from pathlib import Path

import pytest

from gostatic.base.problem import ProblemKind
from gostatic.project.patterns import compile_wildcard
from gostatic.project.workspace import BuildContext

from .conftest import LINUX, Tree, files, messages, paths, run

MODULE = "module example.com/m\n\ngo 1.22\n"
SHOP = {
    "go.mod": MODULE,
    "main.go": "package main\n",
    "store/store.go": "package store\n",
    "store/store_test.go": "package store\n",
    "store/outside_test.go": "package store_test\n",
    "store/internal/deep/deep.go": "package deep\n",
    "_old/old.go": "package old\n",
    ".hidden/hidden.go": "package hidden\n",
    "testdata/data.go": "package data\n",
    "store/testdata/data.go": "package data\n",
    "vendor/example.com/dep/dep.go": "package dep\n",
    "nested/go.mod": "module example.com/nested\n",
    "nested/nested.go": "package nested\n",
    "docs/readme.md": "no Go here\n",
}


def test_everything_below(tree: Tree) -> None:
    workspace, selection = run(tree(SHOP), "./...")
    assert paths(workspace) == [
        "example.com/m",
        "example.com/m/store",
        "example.com/m/store/internal/deep",
        "example.com/m/store_test",
    ]
    assert files(workspace) == [
        "main.go",
        "store/internal/deep/deep.go",
        "store/outside_test.go",
        "store/store.go",
        "store/store_test.go",
    ]
    assert workspace.problems == []
    assert selection.packages == frozenset(paths(workspace))
    assert selection.files == frozenset()


def test_no_pattern_is_the_folder(tree: Tree) -> None:
    assert paths(run(tree(SHOP))[0]) == ["example.com/m"]


@pytest.mark.parametrize(
    ("patterns", "expected"),
    [
        (["./store"], ["example.com/m/store", "example.com/m/store_test"]),
        (["store"], ["example.com/m/store", "example.com/m/store_test"]),
        (["store/"], ["example.com/m/store", "example.com/m/store_test"]),
        (["example.com/m/store"], ["example.com/m/store", "example.com/m/store_test"]),
        (["example.com/m"], ["example.com/m"]),
        (["store/internal/..."], ["example.com/m/store/internal/deep"]),
        (["example.com/m/store/internal/..."], ["example.com/m/store/internal/deep"]),
        (["./st..."], ["example.com/m/store", "example.com/m/store/internal/deep", "example.com/m/store_test"]),
        (["./.../deep"], ["example.com/m/store/internal/deep"]),
        (["./_old"], ["example.com/m/_old"]),
        (["./.hidden"], ["example.com/m/.hidden"]),
        (["./testdata"], ["example.com/m/testdata"]),
        (["./store/testdata/..."], ["example.com/m/store/testdata"]),
        (["./vendor/..."], ["example.com/dep"]),
        (["./vendor/example.com/dep"], ["example.com/dep"]),
        (["./nested"], ["example.com/nested"]),
        (["./nested/..."], ["example.com/nested"]),
        ([".", "./...", "."], ["example.com/m", "example.com/m/store", "example.com/m/store/internal/deep"]),
    ],
)
def test_named(tree: Tree, patterns: list[str], expected: list[str]) -> None:
    workspace, _ = run(tree(SHOP), *patterns)
    assert paths(workspace)[: len(expected)] == expected
    assert workspace.problems == []


def test_module_pattern_from_a_folder_below(tree: Tree) -> None:
    workspace, _ = run(tree(SHOP), "example.com/m/...", cwd="store")
    assert "example.com/m" in paths(workspace)
    assert "main.go" in files(workspace)


def test_absolute_folder_from_elsewhere(tree: Tree, tmp_path: Path) -> None:
    root = tree(SHOP)
    other = tmp_path / "other"
    other.mkdir()
    workspace, _ = run(other, f"{root}/store/...")
    assert workspace.root == str(root)
    assert files(workspace)[0] == "store/internal/deep/deep.go"


def test_a_file_loads_its_package_and_is_selected(tree: Tree) -> None:
    workspace, selection = run(tree(SHOP), "store/store.go")
    assert "store/store_test.go" in files(workspace)
    assert selection.files == frozenset({"store/store.go"})
    assert selection.covers("example.com/m/store", "store/store.go")
    assert not selection.covers("example.com/m/store", "store/store_test.go")


def test_files_of_several_modules(tree: Tree) -> None:
    workspace, selection = run(tree(SHOP), "main.go", "nested/nested.go", "store/...")
    assert paths(workspace)[:2] == ["example.com/m", "example.com/m/store"]
    assert "example.com/nested" in paths(workspace)
    assert selection.files == frozenset({"main.go", "nested/nested.go"})
    assert selection.packages >= {"example.com/m/store", "example.com/m/store_test"}
    assert [module.path for module in workspace.modules] == ["example.com/m", "example.com/nested"]


def test_a_named_file_outside_the_build_is_a_note(tree: Tree) -> None:
    root = tree({"go.mod": MODULE, "a.go": "package a\n", "a_windows.go": "package a\n"})
    workspace, _ = run(root, "a_windows.go")
    assert messages(workspace) == ["module a_windows.go: is not analysed: build constraints exclude it"]


def test_a_named_program_with_the_ignore_tag_is_a_package_of_its_own(tree: Tree) -> None:
    root = tree({"go.mod": MODULE, "a.go": "package a\n", "gen.go": "//go:build ignore\n\npackage main\n"})
    workspace, selection = run(root, "gen.go")
    assert [(package.import_path, package.name) for package in workspace.packages] == [
        ("example.com/m", "a"),
        ("example.com/m/gen.go", "main"),
    ]
    assert selection.covers("example.com/m/gen.go", "gen.go")
    found = workspace.find("example.com/m")
    assert found is not None and found.name == "a"
    assert workspace.problems == []


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        ("./nowhere", "names nothing that exists"),
        ("./nowhere.go", "names nothing that exists"),
        ("./nowhere/...", "starts from no folder"),
        ("example.org/elsewhere", "names no folder, file or package"),
        ("example.org/elsewhere/...", "matches no packages"),
        ("./docs", "without Go files"),
        ("./docs/...", "matches no packages"),
        ("docs/readme.md", "neither a folder nor a Go file"),
        ("all", "names no folder, file or package"),
        ("", "is no pattern"),
        ("a\0b", "is no pattern"),
        ("x" * 5000, "names no folder, file or package"),
        ("./" + "x" * 5000, "names nothing that exists"),
        ("\x1b[31m", '"\\x1b[31m" names no'),
    ],
)
def test_a_pattern_that_matches_nothing(tree: Tree, pattern: str, words: str) -> None:
    workspace, _ = run(tree(SHOP), "./store", pattern)
    assert [problem.kind for problem in workspace.problems] == [ProblemKind.USAGE]
    assert words in workspace.problems[0].message
    assert "example.com/m/store" in paths(workspace)  # the rest is analysed


def test_a_folder_without_files_for_this_build(tree: Tree) -> None:
    root = tree({"go.mod": MODULE, "w/w_windows.go": "package w\n", "a.go": "package a\n"})
    workspace, _ = run(root, "./w")
    assert messages(workspace) == [
        'usage pattern "./w" matches no Go file for linux/amd64: build constraints exclude it'
    ]
    workspace, _ = run(root, "./...")
    assert workspace.problems == []


def test_without_tests(tree: Tree) -> None:
    workspace, _ = run(tree(SHOP), "./store", context=BuildContext("linux", "amd64", tests=False))
    assert files(workspace) == ["store/store.go"]


def test_unknown_system_is_a_usage_problem(tree: Tree) -> None:
    workspace, _ = run(tree(SHOP), ".", context=BuildContext(goos="linnux"))
    assert [problem.kind for problem in workspace.problems] == [ProblemKind.USAGE]


def test_no_go_files_at_all(tree: Tree) -> None:
    workspace, _ = run(tree({"README": "x"}), "./...")
    assert [problem.kind for problem in workspace.problems] == [ProblemKind.USAGE]
    assert workspace.packages == ()


@pytest.mark.parametrize(
    ("pattern", "name", "expected"),
    [
        ("net/...", "net", True),
        ("net/...", "net/http", True),
        ("net/...", "netchan", False),
        ("net...", "netchan", True),
        ("./...", "./a/vendor/b", False),
        ("./...", "./a/vendor", True),
        ("./vendor/...", "./vendor", True),
        ("./vendor/...", "./vendor/x/y", True),
        (".../http", "./net/http", True),
        ("a.c/...", "abc", False),
    ],
)
def test_wildcards(pattern: str, name: str, expected: bool) -> None:
    assert compile_wildcard(pattern)(name) is expected


def test_same_result_again(tree: Tree) -> None:
    root = tree(SHOP)
    first, second = run(root, "./...", "./nested", "./nowhere"), run(root, "./nowhere", "./nested", "./...")
    assert first[0].packages == second[0].packages
    assert first[0].problems == second[0].problems
    assert LINUX.tests
