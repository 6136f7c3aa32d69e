"""Trees made to break the loader: each gives a problem that names the place, and the rest is loaded."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from gostatic.base.problem import ProblemKind
from gostatic.project.places import MAX_FILE_BYTES, Refusal, printable, read_regular

from .conftest import Tree, files, messages, paths, run

SMALL = {".git/HEAD": "", "go.mod": "module m\ngo 1.22\n", "a.go": "package m\n"}


def test_broken_go_mod(tree: Tree) -> None:
    root = tree({**SMALL, "go.mod": "<<<<<<< HEAD\nmodule m\n=======\nmodule n\n"})
    workspace, _ = run(root)
    assert paths(workspace) == ["m"]
    assert messages(workspace) == ['module go.mod:1: unknown directive "<<<<<<<"']


def test_binary_go_mod(tree: Tree) -> None:
    workspace, _ = run(tree({**SMALL, "go.mod": bytes(range(256)) * 40}))
    assert files(workspace) == ["a.go"]
    assert all(problem.kind is ProblemKind.MODULE for problem in workspace.problems)
    assert all(str(problem).isprintable() for problem in workspace.problems)


def test_broken_go_work(tree: Tree) -> None:
    workspace, _ = run(tree({**SMALL, "go.work": "use (\n\t./gone\n\t\n"}))
    assert paths(workspace) == ["m"]
    assert messages(workspace) == [
        "module go.work:2: use ./gone names a folder without a go.mod",
        'module go.work:4: the "use" block is not closed',
    ]


def test_go_mod_is_a_folder(tree: Tree) -> None:
    workspace, _ = run(tree({".git/HEAD": "", "go.mod/x": "", "a.go": "package a\n"}))
    assert paths(workspace) == ["command-line-arguments"]


def test_go_mod_out_of_the_tree(tree: Tree, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("module secret\n")
    root = tree({".git/HEAD": "", "a.go": "package a\n"})
    (root / "go.mod").symlink_to(tmp_path / "secret")
    workspace, _ = run(root)
    assert files(workspace) == ["a.go"]
    assert workspace.modules[0].path == ""
    assert any("leads outside" in message for message in messages(workspace))


def test_named_pipes_are_never_opened(tree: Tree) -> None:
    root = tree(SMALL)
    os.mkfifo(root / "pipe.go")
    os.mkfifo(root / ".pipe.go")
    (root / "sub").mkdir()
    os.mkfifo(root / "sub" / "pipe.go")
    workspace, _ = run(root, "./...")
    assert files(workspace) == ["a.go"]
    assert messages(workspace) == [
        "io pipe.go: is a named pipe and is not opened",
        "io sub/pipe.go: is a named pipe and is not opened",
    ]
    assert isinstance(read_regular(str(root / "pipe.go")), Refusal)


def test_pipe_as_go_mod(tree: Tree) -> None:
    root = tree({".git/HEAD": "", "a.go": "package a\n"})
    os.mkfifo(root / "go.mod")
    workspace, _ = run(root)
    assert messages(workspace) == ["module go.mod: is not a regular file and is not read"]
    assert files(workspace) == ["a.go"]


def test_sockets_and_devices(tree: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    root = tree(SMALL)
    monkeypatch.chdir(root)  # a socket's path must be short
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("s.go")
        (root / "null.go").symlink_to("/dev/null")
        workspace, _ = run(root)
    assert messages(workspace) == [
        "io null.go: is a symlink that leads outside the run's root and is not followed",
        "io s.go: is a socket and is not opened",
    ]
    assert isinstance(read_regular("/dev/zero"), Refusal)


def test_symlinks(tree: Tree, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "o.go").write_text("package o\n")
    root = tree({**SMALL, "sub/s.go": "package s\n"})
    (root / "inside.go").symlink_to("a.go")
    (root / "out.go").symlink_to(outside / "o.go")
    (root / "broken.go").symlink_to("gone")
    (root / "self.go").symlink_to("self.go")
    (root / "folder.go").symlink_to("sub")
    (root / "loop").symlink_to(".")
    (root / "up").symlink_to("..")
    (root / "out").symlink_to(outside)
    (root / "same").symlink_to("sub")
    workspace, _ = run(root, "./...")
    assert files(workspace) == ["a.go", "inside.go", "sub/s.go"]
    assert messages(workspace) == [
        "io broken.go: cannot be read: no such file or directory",
        "io out: is a symlink that leads outside the run's root and is not followed",
        "io out.go: is a symlink that leads outside the run's root and is not followed",
        "io self.go: cannot be read: too many levels of symbolic links",
        "io up: is a symlink that leads outside the run's root and is not followed",
    ]


def test_a_symlinked_folder_named_directly(tree: Tree, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "o.go").write_text("package o\n")
    root = tree({**SMALL, "sub/s.go": "package s\n"})
    (root / "same").symlink_to("sub")
    (root / "out").symlink_to(outside)
    assert files(run(root, "./same", "./sub", "./same/s.go")[0]) == ["sub/s.go"]
    for pattern in ("./out", "./out/...", "./out/o.go"):
        workspace, _ = run(root, pattern)
        assert workspace.packages == ()
        assert {problem.kind for problem in workspace.problems} == {ProblemKind.IO, ProblemKind.USAGE}


def test_an_import_does_not_lead_out(tree: Tree, tmp_path: Path) -> None:
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "o.go").write_text("package o\n")
    root = tree(SMALL)
    (root / "out").symlink_to(tmp_path / "outside")
    assert run(root)[0].find("m/out") is None


def test_started_through_a_symlink(tree: Tree, tmp_path: Path) -> None:
    root = tree({**SMALL, "sub/s.go": "package s\n"})
    link = tmp_path / "link"
    link.symlink_to(root)
    workspace, _ = run(link, "./...")
    assert workspace.root == str(link)
    assert files(workspace) == ["a.go", "sub/s.go"]


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="the superuser may read everything")
def test_without_permission(tree: Tree) -> None:
    root = tree({**SMALL, "b.go": "package m\n", "sub/s.go": "package s\n"})
    (root / "b.go").chmod(0)
    (root / "sub").chmod(0)
    try:
        workspace, _ = run(root, "./...")
    finally:
        (root / "sub").chmod(0o700)
    assert files(workspace) == ["a.go"]
    assert messages(workspace) == [
        "io b.go: cannot be read: permission denied",
        "io sub: cannot be listed: permission denied",
    ]


def test_names_that_are_no_text(tree: Tree) -> None:
    root = tree({**SMALL, "b\x1b[2J\n.go": "package m\n", "sub\x7f/s.go": "package s\n"})
    raw = os.fsencode(root) + b"/\xff.go"
    try:
        with open(raw, "wb") as stream:
            stream.write(b"package m\n")
    except OSError:
        pytest.skip("the file system takes only UTF-8 names")
    workspace, _ = run(root, "./...")
    assert files(workspace) == ["\\xff.go", "a.go", "b\\x1b[2J\\x0a.go", "sub\\x7f/s.go"]
    assert paths(workspace) == ["m", "m/sub\\x7f"]
    assert os.fsencode(workspace.packages[0].files[0].abspath) == raw
    assert printable("é\u202e\udcff") == "é\\u202e\\xff"


def test_a_folder_named_like_a_file(tree: Tree) -> None:
    root = tree({**SMALL, "x.go/y.go": "package y\n"})
    assert paths(run(root, "./...")[0]) == ["m", "m/x.go"]
    assert paths(run(root, "x.go")[0]) == ["m/x.go"]
    assert paths(run(root, "./x.go/y.go")[0]) == ["m/x.go"]


def test_a_huge_file(tree: Tree) -> None:
    root = tree(SMALL)
    with open(root / "huge.go", "wb") as stream:
        stream.write(b"package m\n")
        stream.truncate(MAX_FILE_BYTES + 1)
    workspace, _ = run(root)
    assert files(workspace) == ["a.go"]
    assert messages(workspace) == ["bound huge.go: is larger than 64 MB and is left out"]


def test_deep_folders(tree: Tree) -> None:
    root = tree(SMALL)
    deep = root.joinpath(*["d"] * 300)
    deep.mkdir(parents=True)
    (deep / "deep.go").write_text("package deep\n")
    workspace, _ = run(root, "./...")
    assert files(workspace)[1].endswith("d/d/deep.go")
    assert workspace.find("m/" + "/".join(["d"] * 300)) is workspace.packages[1]


def test_folders_deeper_than_a_path_may_be(tree: Tree) -> None:
    root = tree(SMALL)
    here = os.open(root, os.O_RDONLY)
    try:
        for _ in range(60):
            os.mkdir("d" * 100, dir_fd=here)
            below = os.open("d" * 100, os.O_RDONLY, dir_fd=here)
            os.close(here)
            here = below
    finally:
        os.close(here)
    workspace, _ = run(root, "./...")
    assert files(workspace) == ["a.go"]
    assert [problem.kind for problem in workspace.problems] == [ProblemKind.IO]
    assert "file name too long" in workspace.problems[0].message


def test_the_start_is_gone(tmp_path: Path) -> None:
    workspace, _ = run(tmp_path / "gone", "./...")
    assert [problem.kind for problem in workspace.problems] == [ProblemKind.USAGE]


def test_module_path_full_of_dots(tree: Tree) -> None:
    root = tree({**SMALL, "go.mod": "module ../../etc\n", "sub/s.go": "package s\n"})
    workspace, _ = run(root, "./...")
    assert files(workspace) == ["a.go", "sub/s.go"]
    assert workspace.find("../../etc/sub") is None
