"""A Go tree on disk from a table of its files, and its workspace."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from gostatic.project.load import Selection, load_selected
from gostatic.project.workspace import BuildContext, Workspace

LINUX = BuildContext(goos="linux", goarch="amd64")
Tree = Callable[[Mapping[str, str | bytes]], Path]


@pytest.fixture(autouse=True)
def no_gowork(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests must not depend on the caller's GOWORK."""
    monkeypatch.delenv("GOWORK", raising=False)


@pytest.fixture
def tree(tmp_path: Path) -> Tree:
    """Write files (path -> content) below a fresh folder and give it."""

    def write(files: Mapping[str, str | bytes]) -> Path:
        root = tmp_path / "tree"
        root.mkdir(exist_ok=True)
        for name, content in files.items():
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content.encode() if isinstance(content, str) else content)
        return root

    return write


def run(root: Path, *patterns: str, cwd: str = "", context: BuildContext = LINUX) -> tuple[Workspace, Selection]:
    """The workspace of the patterns, seen from ``root/cwd``."""
    return load_selected(patterns, context, os.path.join(root, cwd))


def files(workspace: Workspace) -> list[str]:
    """The run paths of all files of a workspace."""
    return sorted(source.path for package in workspace.packages for source in package.files)


def paths(workspace: Workspace) -> list[str]:
    """The import paths of a workspace, in its order."""
    return [package.import_path for package in workspace.packages]


def messages(workspace: Workspace) -> list[str]:
    """The problems of a workspace, ``kind place: message``."""
    return [f"{problem.kind.value} {problem}" for problem in workspace.problems]
