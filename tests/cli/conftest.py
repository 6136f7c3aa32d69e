"""Runs of the command line over the stub engine: in this process, or as a process of its own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from gostatic.cli.main import main
from tests.cli import stub_engine

REPOSITORY = Path(__file__).resolve().parents[2]


class Outcome(NamedTuple):
    """What a run returned and wrote."""

    status: int
    out: str
    err: str


class Tree:
    """A folder of Go files and runs of the command line in it."""

    def __init__(self, root: Path, capture: pytest.CaptureFixture[str], patch: pytest.MonkeyPatch) -> None:
        self.root = root
        self._capture = capture
        self._patch = patch

    def write(self, files: dict[str, str | bytes]) -> None:
        for name, content in files.items():
            path = self.root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content.encode() if isinstance(content, str) else content)

    def run(self, *words: str, folder: str = ".") -> Outcome:
        self._patch.chdir(self.root / folder)
        self._capture.readouterr()
        status = main(words)
        out, err = self._capture.readouterr()
        return Outcome(status, out, err)

    @property
    def options(self) -> Any:
        """The options the engine was given last."""
        return stub_engine.last_options[-1]

    def start(self, *words: str, more: dict[str, str] | None = None, **how: Any) -> subprocess.Popen[bytes]:
        """The same as a process of its own."""
        script = str(Path(__file__).with_name("stub_engine.py"))
        # A shell starts what runs in the background with interrupts ignored, and a child inherits that.
        how.setdefault("preexec_fn", lambda: signal.signal(signal.SIGINT, signal.SIG_DFL))
        return subprocess.Popen(
            [sys.executable, script, *words],
            cwd=self.root,
            env=environment(**more or {}),
            stdin=subprocess.DEVNULL,
            **how,
        )


def environment(**more: str) -> dict[str, str]:
    """An environment in which the checkout's packages are importable and nothing asks for colours."""
    kept = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "FORCE_COLOR")}
    paths = [str(REPOSITORY), str(REPOSITORY / "rules")]
    return {**kept, "PYTHONPATH": os.pathsep.join(paths), **more}


@pytest.fixture
def tree(tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Tree:
    """A module ``example.com/m`` in a repository of its own, seen through the stub engine."""
    for name, module in stub_engine.modules().items():
        monkeypatch.setitem(sys.modules, name, module)
    for variable in ("NO_COLOR", "FORCE_COLOR", "GOWORK"):
        monkeypatch.delenv(variable, raising=False)
    made = Tree(tmp_path, capfd, monkeypatch)
    (tmp_path / ".git").mkdir()
    made.write({"go.mod": "module example.com/m\n\ngo 1.22\n"})
    return made


@pytest.fixture
def module(tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Tree:
    """The same module seen through the real engine."""
    for variable in ("NO_COLOR", "FORCE_COLOR", "GOWORK"):
        monkeypatch.delenv(variable, raising=False)
    made = Tree(tmp_path, capfd, monkeypatch)
    (tmp_path / ".git").mkdir()
    made.write({"go.mod": "module example.com/m\n\ngo 1.22\n"})
    return made


@pytest.fixture
def run_real() -> Callable[..., Outcome]:
    """Runs the real program in a folder as a process of its own."""

    def run(words: Sequence[str], folder: Path, **more: str) -> Outcome:
        done = subprocess.run(
            [sys.executable, "-m", "gostatic", *words],
            cwd=folder,
            env=environment(**more),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        return Outcome(done.returncode, done.stdout, done.stderr)

    return run
