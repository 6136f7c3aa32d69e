"""The same files as the real ``go list``, on the Go distribution and a small tree; skipped without a toolchain."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from gostatic.project.load import load
from gostatic.project.workspace import BuildContext

FILES = "{{$d := .Dir}}" + "".join(
    f"{{{{range .{kind}}}}}{{{{$d}}}}/{{{{.}}}}\n{{{{end}}}}"
    for kind in ("GoFiles", "CgoFiles", "TestGoFiles", "XTestGoFiles")
)


def _toolchain() -> tuple[str, str] | None:
    """The go command and its GOROOT, from the path or beside the interpreter."""
    command = shutil.which("go", path=os.pathsep.join((os.path.dirname(sys.executable), os.environ.get("PATH", ""))))
    if command is None:
        return None
    shown = subprocess.run([command, "env", "GOROOT"], capture_output=True, text=True, check=False)
    root = shown.stdout.strip()
    return (command, root) if shown.returncode == 0 and os.path.isdir(os.path.join(root, "src", "fmt")) else None


TOOLCHAIN = _toolchain()
pytestmark = [pytest.mark.needs_go, pytest.mark.skipif(TOOLCHAIN is None, reason="needs the Go toolchain")]


def _go_list(folder: str, context: BuildContext) -> list[str]:
    assert TOOLCHAIN is not None
    environment = {
        **os.environ,
        "GOOS": context.goos,
        "GOARCH": context.goarch,
        "CGO_ENABLED": "1" if context.cgo else "0",
        "GOFLAGS": "",
        "GOPROXY": "off",
        "GOWORK": "off",
        "GOTOOLCHAIN": "local",
        "CC": "cc",
    }
    command = [TOOLCHAIN[0], "list", "-e", "-f", FILES, f"-tags={','.join(context.tags)}", "./..."]
    shown = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=True)
    return sorted(line for line in shown.stdout.split("\n") if line)


def _own(folder: str, context: BuildContext) -> list[str]:
    workspace = load(["./..."], context, folder)
    return sorted(source.abspath for package in workspace.packages for source in package.files)


CONTEXTS = [
    BuildContext("linux", "amd64"),
    BuildContext("linux", "amd64", cgo=False),
    BuildContext("windows", "arm64"),
    BuildContext("darwin", "arm64", cgo=False),
    BuildContext("js", "wasm", cgo=False),
    BuildContext("linux", "amd64", ("race", "purego")),
]


@pytest.mark.parametrize("module", ["src", "src/cmd"])
@pytest.mark.parametrize("context", CONTEXTS, ids=lambda c: f"{c.goos}-{c.goarch}-cgo{c.cgo:d}-{'-'.join(c.tags)}")
def test_distribution(module: str, context: BuildContext) -> None:
    assert TOOLCHAIN is not None
    folder = os.path.join(TOOLCHAIN[1], module)
    assert _own(folder, context) == _go_list(folder, context)


def test_distribution_loads_quickly_and_finds_its_own() -> None:
    assert TOOLCHAIN is not None
    started = time.process_time()
    workspace = load(["./..."], BuildContext("linux", "amd64"), os.path.join(TOOLCHAIN[1], "src"))
    assert time.process_time() - started < 3  # about 0.1 s when the machine is free
    assert workspace.problems == []
    assert [package.import_path for package in workspace.packages] == sorted(
        {package.import_path for package in workspace.packages}
    )
    for path in ("fmt", "net/http", "golang.org/x/net/idna", "unsafe"):
        found = workspace.find(path)
        assert found is not None and found.import_path == path
    assert workspace.find("example.com/elsewhere") is None


def test_small_tree(tmp_path: Path) -> None:
    sources = {
        "go.mod": "module example.com/m\n\ngo 1.27\n\nignore ./web\n",
        "a.go": "package m\n",
        "a_linux.go": "package m\n",
        "a_plan9.go": "package m\n",
        "gen.go": "//go:build ignore\n\npackage main\n",
        "old.go": "// +build !linux\n\npackage m\n",
        "block.go": "/*\n//go:build windows\n*/\npackage m\n",
        "doc.go": "package documentation\n",
        "x_test.go": "package m_test\n",
        "web/w.go": "package w\n",
        "vendor/v/v.go": "package v\n",
        "sub/vendor/v/v.go": "package v\n",
        "sub/s_amd64_test.go": "package sub\n",
        "nested/go.mod": "module n\n",
        "nested/n.go": "package n\n",
        "_x/x.go": "package x\n",
        "testdata/t.go": "package t\n",
        "x.go/y.go": "package y\n",
    }
    for name, text in sources.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    context = BuildContext("linux", "amd64")
    assert _own(str(tmp_path), context) == _go_list(str(tmp_path), context)
