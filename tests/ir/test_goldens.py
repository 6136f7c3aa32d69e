"""The IR of small Go files, one file per theme, as text; the toolchain compiles the same files."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from gostatic.ir.printer import print_function
from gostatic.ir.verify import verify

GOLDEN = Path(__file__).with_name("golden")
FILES = sorted(path.stem for path in GOLDEN.glob("*.go"))
GO = shutil.which("go", path=os.pathsep.join((os.path.dirname(sys.executable), os.environ.get("PATH", ""))))


@pytest.mark.parametrize("name", FILES)
def test_the_ir_of_a_file(name: str, lowered, golden):
    text = (GOLDEN / f"{name}.go").read_bytes()
    program = lowered({f"{name}.go": text})
    assert not program.problems
    functions = [function for function in program.functions.values() if function.parent is None]
    assert [fault for function in functions for fault in verify(function)] == []
    golden(GOLDEN / f"{name}.ir", "\n".join(print_function(function, text) for function in functions))


@pytest.mark.needs_go
@pytest.mark.skipif(GO is None, reason="needs the Go toolchain")
@pytest.mark.parametrize("name", FILES)
def test_the_file_compiles(name: str, tmp_path: Path):
    assert GO is not None
    shutil.copy(GOLDEN / f"{name}.go", tmp_path / "p.go")
    (tmp_path / "go.mod").write_text("module example\n\ngo 1.26\n")
    environment = {**os.environ, "GOFLAGS": "-mod=mod", "GOPROXY": "off", "GOTOOLCHAIN": "local", "GOWORK": "off"}
    built = subprocess.run([GO, "build", "./..."], cwd=tmp_path, env=environment, capture_output=True, text=True)
    assert built.returncode == 0, built.stderr
