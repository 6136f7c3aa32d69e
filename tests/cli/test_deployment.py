"""What the configuration and the files of a deployment say reaches the analysis."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from gostatic.cli.main import main

PIPE = """package main

import (
	"sync"
	"syscall"
)

func main() {
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		defer wg.Done()
		syscall.RawSyscall(syscall.SYS_READ, 0, 0, 0)
	}()
	wg.Wait()
}
"""
DIE = """package main

import "sync"

var mu sync.Mutex

func die(code int)

func work(failed bool) {
	mu.Lock()
	if failed {
		die(1)
	}
	mu.Unlock()
}

func stop(failed bool) {
	mu.Lock()
	if failed {
		die(2)
		return
	}
	mu.Unlock()
}

func main() {
	work(true)
	stop(true)
}
"""


def findings(folder: Path, source: str, capsys: pytest.CaptureFixture[str], **files: str) -> list[tuple[str, str]]:
    (folder / "go.mod").write_text("module example.com/tool\n\ngo 1.27\n")
    (folder / "main.go").write_text(source)
    for name, text in files.items():
        (folder / name).write_text(text)
    main(["check", "--no-cache", "--format", "json", f"{folder}/..."])
    report = json.loads(capsys.readouterr().out)
    return [(each["rule"], each["message"]) for each in report["findings"]]


def test_without_a_limit_nothing_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert findings(tmp_path, PIPE, capsys) == []


def test_a_limit_of_the_configuration(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    ((rule, message),) = findings(tmp_path, PIPE, capsys, **{".gostatic.toml": "gomaxprocs = 1\n"})
    assert rule == "blocking-syscall-low-gomaxprocs"
    assert "GOMAXPROCS(1) at the configuration" in message


def test_a_limit_of_an_image(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    ((rule, message),) = findings(tmp_path, PIPE, capsys, Dockerfile="FROM scratch\nENV GOMAXPROCS=1\n")
    assert rule == "blocking-syscall-low-gomaxprocs"
    assert "GOMAXPROCS(1) at Dockerfile:2" in message


def test_the_configuration_goes_before_the_image(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    files = {"Dockerfile": "ENV GOMAXPROCS=1\n", ".gostatic.toml": "gomaxprocs = 8\n"}
    assert findings(tmp_path, PIPE, capsys, **files) == []


def test_functions_that_never_return(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert [rule for rule, _ in findings(tmp_path, DIE, capsys)] == ["lock-not-released"]
    rows = 'no-return = ["example.com/tool.die"]\n'
    assert findings(tmp_path, DIE, capsys, **{".gostatic.toml": rows}) == []
