"""go.mod, go.work, nested and replaced modules, folders without any, import paths and language versions."""

from __future__ import annotations

import pytest

from gostatic.project.gomod import MAX_DIRECTIVES, MAX_MOD_BYTES, Replace, Use, parse_mod, parse_version

from .conftest import Tree, files, messages, paths, run


def test_go_mod_forms() -> None:
    mod = parse_mod(
        b"\xef\xbb\xbf// a comment\r\n"
        b'module "example.com/quoted" // trailing\r\n'
        b"go 1.23.4\n"
        b"require (\n\tanything at all => v1 ( \n)\n"
        b"replace example.com/a => ./a\n"
        b"replace (\n\texample.com/b v1.2.3 => ../b // why\n\texample.com/c => example.com/fork v1.0.0\n)\n"
        b"ignore ./node_modules\nignore (\n\tstatic\n)\n"
        b"tool example.com/tool\n"
    )
    assert mod.path == "example.com/quoted"
    assert mod.go_version == (1, 23)
    assert mod.replaces == (Replace("example.com/a", "./a", 7), Replace("example.com/b", "../b", 9))
    assert mod.ignores == ("./node_modules", "static")
    assert mod.complaints == ()


def test_go_work_forms() -> None:
    mod = parse_mod(b"go 1.22\nuse ./a\nuse (\n\t`./b`\n\t./c // c\n)\n")
    assert mod.uses == (Use("./a", 2), Use("./b", 4), Use("./c", 5))


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (b"modul example.com/m\n", 1),
        (b"module\n", 1),
        (b"module a b\n", 1),
        (b"module a\nmodule b\n", 2),
        (b"module a\ngo next\n", 2),
        (b"module a\nreplace b ./c\n", 2),
        (b"module a\nrequire (\n\tb v1\n", 4),
        (b'module "a\n', 1),
        (b"module a\n<<<<<<< HEAD\n=======\n", 2),
        (b"\0\0\0\0", 1),
        (b"\xff\xfe\n", 1),
    ],
)
def test_broken_go_mod_is_one_complaint(text: bytes, line: int) -> None:
    assert [complaint.line for complaint in parse_mod(text).complaints] == [line]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1.22", (1, 22)),
        ("1.22.3", (1, 22)),
        ("1.23rc1", (1, 23)),
        ("2", (2, 0)),
        ("x", None),
        ("1." + "9" * 5000, None),
    ],
)
def test_versions(text: str, expected: tuple[int, int] | None) -> None:
    assert parse_version(text) == expected


def test_many_directives_are_bounded() -> None:
    mod = parse_mod(b"module a\n" + b"replace b => ./b\n" * (MAX_DIRECTIVES + 10))
    assert len(mod.replaces) == MAX_DIRECTIVES
    assert "more than" in mod.complaints[0].message


@pytest.mark.parametrize(("line", "expected"), [("go 1.20", (1, 20)), ("", (1, 16)), ("go 1.26.1", (1, 26))])
def test_language_version_of_the_module(tree: Tree, line: str, expected: tuple[int, int]) -> None:
    workspace, _ = run(tree({"go.mod": f"module m\n{line}\n", "a.go": "package a\n"}))
    assert workspace.modules[0].go_version == expected
    assert workspace.packages[0].files[0].go_version == expected


@pytest.mark.parametrize(
    ("constraint", "expected"),
    [
        ("go1.25", (1, 25)),
        ("go1.21", (1, 21)),
        ("go1.18", (1, 21)),
        ("go1.22 || go1.25", (1, 22)),
        ("go1.22 && go1.25", (1, 25)),
        ("linux && go1.25", (1, 25)),
        ("linux || go1.25", (1, 23)),
        ("!go1.99", (1, 23)),
        ("!(!go1.25)", (1, 25)),
        ("!(!go1.25 || !go1.24)", (1, 25)),
    ],
)
def test_language_version_of_a_file(tree: Tree, constraint: str, expected: tuple[int, int]) -> None:
    workspace, _ = run(tree({"go.mod": "module m\ngo 1.23\n", "a.go": f"//go:build {constraint}\n\npackage a\n"}))
    assert workspace.packages[0].files[0].go_version == expected


def test_workspace_modules_are_found(tree: Tree) -> None:
    root = tree(
        {
            "go.work": "go 1.22\nuse (\n\t./app\n\t./lib\n\t./gone\n\t../outside\n)\n",
            "app/go.mod": "module example.com/app\n",
            "app/app.go": "package app\n",
            "lib/go.mod": "module example.com/lib\ngo 1.24\n",
            "lib/sub/lib.go": "package sub\n",
            "lib/sub/lib_test.go": "package sub\n",
            "other/go.mod": "module example.com/other\n",
            "other/other.go": "package other\n",
        }
    )
    workspace, _ = run(root, "./app")
    assert workspace.root == str(root)
    assert paths(workspace) == ["example.com/app"]
    found = workspace.find("example.com/lib/sub")
    assert found is not None
    assert [source.path for source in found.files] == ["lib/sub/lib.go"]
    assert found.module.go_version == (1, 24)
    assert found is workspace.find("example.com/lib/sub")
    assert workspace.find("example.com/other") is None
    assert [module.path for module in workspace.modules] == ["example.com/app", "example.com/lib"]
    assert messages(workspace) == [
        "module go.work:5: use ./gone names a folder without a go.mod",
        "module go.work:6: use ../outside leads outside the run's root and is not followed",
    ]


def test_everything_below_a_workspace_is_its_modules(tree: Tree) -> None:
    root = tree(
        {
            "go.work": "use ./app\nuse ./lib\n",
            "app/go.mod": "module example.com/app\n",
            "app/app.go": "package app\n",
            "lib/go.mod": "module example.com/lib\n",
            "lib/lib.go": "package lib\n",
            "other/go.mod": "module example.com/other\n",
            "other/other.go": "package other\n",
        }
    )
    assert paths(run(root, "./...")[0]) == ["example.com/app", "example.com/lib"]


def test_gowork_off(tree: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    root = tree({"go.work": "use ./b\n", "go.mod": "module a\n", "a.go": "package a\n", "b/go.mod": "module b\n"})
    tree({"b/b.go": "package b\n"})
    assert run(root)[0].find("b") is not None
    monkeypatch.setenv("GOWORK", "off")
    assert run(root)[0].find("b") is None


def test_modules_below_a_folder_without_go_mod(tree: Tree) -> None:
    root = tree(
        {
            "one/go.mod": "module example.com/one\n",
            "one/one.go": "package one\n",
            "one/nested/go.mod": "module example.com/nested\n",
            "one/nested/n.go": "package nested\n",
            "two/go.mod": "module example.com/two\n",
            "two/two.go": "package two\n",
        }
    )
    assert paths(run(root, "./...")[0]) == ["example.com/one", "example.com/two"]


def test_replaced_modules_are_found_by_the_replaced_path(tree: Tree) -> None:
    root = tree(
        {
            ".git/HEAD": "",
            "go.mod": "module m\nreplace (\n\texample.com/a => ./a\n\texample.com/b => ../b\n\tc.org/c => ./c\n)\n",
            "m.go": "package m\n",
            "a/go.mod": "module example.com/real\n",
            "a/x/x.go": "package x\n",
        }
    )
    workspace, _ = run(root)
    found = workspace.find("example.com/a/x")
    assert found is not None and found.name == "x"
    assert messages(workspace) == [
        "module go.mod:4: the replacement of example.com/b, ../b, lies outside the run's root and is not read",
        "module go.mod:5: the replacement of c.org/c, ./c, does not exist",
    ]


def test_find_stays_in_its_modules(tree: Tree) -> None:
    root = tree(
        {
            "go.mod": "module example.com/m\n",
            "a/a.go": "package a\n",
            "a/a_test.go": "package a\n",
            "docs/x.md": "",
            "nested/go.mod": "module example.com/m/nested\n",
            "nested/n.go": "package nested\n",
            "vendor/dep/dep.go": "package dep\n",
        }
    )
    workspace, _ = run(root, "./a")
    matched = workspace.find("example.com/m/a")
    assert matched is workspace.packages[0] and len(matched.files) == 2
    for path in (
        "fmt",
        "dep",
        "",
        "/",
        "example.com/m/docs",
        "example.com/m/gone",
        "example.com/m/nested",
        "example.com/m/vendor/dep",
        "example.com/m/../m/a",
        "example.com/m/a/..",
        "example.com/m//a",
        "example.com/m/a\0",
        "example.com/mm",
        "C",
    ):
        assert workspace.find(path) is None, path


def test_tests_alone_do_not_hide_the_package(tree: Tree) -> None:
    root = tree({"go.mod": "module m\n", "a/a_test.go": "package a\n", "a/b.go": "package a\n"})
    workspace, _ = run(root, "./a")
    assert workspace.find("m/a") is workspace.packages[0]


def test_the_distribution(tree: Tree) -> None:
    root = tree(
        {
            "src/go.mod": "module std\ngo 1.27\n",
            "src/net/http/http.go": "package http\n",
            "src/builtin/builtin.go": "package builtin\n",
            "src/vendor/golang.org/x/net/idna/idna.go": "package idna\n",
            "src/cmd/go.mod": "module cmd\ngo 1.27\n",
            "src/cmd/go/main.go": "package main\n",
            "src/cmd/vendor/golang.org/x/net/idna/idna.go": "package idna\n",
        }
    )
    workspace, _ = run(root, "./...", cwd="src")
    assert paths(workspace) == ["net/http"]
    found = workspace.find("golang.org/x/net/idna")
    assert found is not None and found.import_path == "golang.org/x/net/idna"
    assert workspace.find("vendor/golang.org/x/net/idna") is None
    assert workspace.find("cmd/go") is None
    workspace, _ = run(root, "./src/cmd/...", "./src/vendor/...", "./src/cmd/vendor/...")
    assert paths(workspace) == ["cmd/go", "cmd/vendor/golang.org/x/net/idna", "golang.org/x/net/idna"]
    assert workspace.packages[2].dir == "vendor/golang.org/x/net/idna"
    assert workspace.find("golang.org/x/net/idna") is workspace.packages[2]
    assert workspace.find("cmd/go") is workspace.packages[0]


def test_no_go_mod(tree: Tree) -> None:
    root = tree({"main.go": "package main\n", "lib/lib.go": "package lib\n", "lib/lib_test.go": "package lib_test\n"})
    workspace, _ = run(root, "./...")
    assert paths(workspace) == ["command-line-arguments", "lib", "lib_test"]
    assert workspace.modules[0].path == ""
    assert workspace.packages[0].files[0].go_version == (1, 27)
    assert messages(workspace) == ["module .: no go.mod found; packages are named by folder and read as Go 1.27"]
    assert workspace.find("lib") is workspace.packages[1]


def test_gopath_trees(tree: Tree) -> None:
    root = tree({"src/github.com/who/what/a.go": "package what\n", "src/github.com/who/what/b/b.go": "package b\n"})
    workspace, _ = run(root, "./...")
    assert paths(workspace) == ["github.com/who/what", "github.com/who/what/b"]
    assert workspace.find("github.com/who/what") is workspace.packages[0]
    below, _ = run(root / "src/github.com/who", "./...")
    assert paths(below) == paths(workspace)
    assert files(below) == ["what/a.go", "what/b/b.go"]
    assert below.find("github.com/who/what/b") is below.packages[1]


def test_root_of_the_run(tree: Tree) -> None:
    root = tree(
        {
            "repo/.git/HEAD": "",
            "repo/a/b/go.mod": "module m\n",
            "repo/a/b/c/c.go": "package c\n",
            "plain/go.mod": "module p\n",
            "plain/q/go.mod": "module q\n",
            "plain/q/q.go": "package q\n",
        }
    )
    assert files(run(root, cwd="repo/a/b/c")[0]) == ["a/b/c/c.go"]
    assert files(run(root, "./repo/a/b/c")[0]) == ["a/b/c/c.go"]
    assert files(run(root, cwd="plain/q")[0]) == ["q/q.go"]
    assert files(run(root, "../repo/a/b/c", cwd="plain")[0]) == ["a/b/c/c.go"]


def test_ignore_directive(tree: Tree) -> None:
    root = tree(
        {
            "go.mod": "module m\nignore ./web\nignore node_modules\n",
            "a.go": "package a\n",
            "web/w.go": "package w\n",
            "x/web/w.go": "package w\n",
            "x/node_modules/n.go": "package n\n",
            "webs/w.go": "package w\n",
        }
    )
    assert files(run(root, "./...")[0]) == ["a.go", "webs/w.go", "x/web/w.go"]


def test_missing_module_line(tree: Tree) -> None:
    root = tree({"go.mod": "go 1.20\n", "a/a.go": "package a\n"})
    workspace, _ = run(root, "./...")
    assert paths(workspace) == ["a"]
    assert workspace.packages[0].files[0].go_version == (1, 20)
    assert messages(workspace) == ["module go.mod: no module line; packages are named by folder"]


def test_huge_go_mod(tree: Tree) -> None:
    text = "module m\ngo 1.22\nrequire (\n" + "\texample.com/x v1.0.0\n" * (10 * 1024 * 1024 // 22) + ")\n"
    assert len(text) > MAX_MOD_BYTES
    workspace, _ = run(tree({"go.mod": text, "a.go": "package a\n"}))
    assert paths(workspace) == ["m"]
    assert messages(workspace)[0] == "bound go.mod: only the first 4 MB are read"
