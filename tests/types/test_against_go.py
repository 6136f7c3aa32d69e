"""The same types as go/types finds, on packages of the Go distribution; skipped without a toolchain."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from gostatic.project.load import load
from gostatic.project.workspace import BuildContext
from gostatic.syntax import ast
from gostatic.syntax.parse import parse_decls
from gostatic.types.show import type_text
from gostatic.types.universe import Types

PACKAGES = ("container/list", "context", "log/slog", "maps", "net/http", "os/exec", "slices", "sync", "time")
GO = shutil.which("go", path=os.pathsep.join((os.path.dirname(sys.executable), os.environ.get("PATH", ""))))
pytestmark = [pytest.mark.needs_go, pytest.mark.slow, pytest.mark.skipif(GO is None, reason="needs the Go toolchain")]
# What go/types prints otherwise: names of predeclared aliases, parameter names, type literals' layout.
WRITTEN = [(r"(?<![\w.])byte(?![\w./])", "uint8"), (r"(?<![\w.])rune(?![\w./])", "int32"), (r"interface\{\}", "any")]
METHOD = re.compile(r"\(\*?(.*?)(?:\[.*\])?\)\.(\w+)$")


def written(text: str) -> str:
    for pattern, replacement in WRITTEN:
        text = re.sub(pattern, replacement, text)
    return text


def test_local_variables_and_methods(walk_function, tmp_path: Path):
    assert GO is not None
    environment = {**os.environ, "GOFLAGS": "-mod=mod", "GOPROXY": "off", "GOTOOLCHAIN": "local", "GOWORK": "off"}
    root = subprocess.run([GO, "env", "GOROOT"], capture_output=True, text=True, check=True, env=environment)
    src = f"{root.stdout.strip()}/src"
    program = shutil.copy(Path(__file__).with_name("data") / "gotypes.go", tmp_path / "main.go")
    run = [GO, "run", str(program), src, *PACKAGES]
    shown = subprocess.run(run, capture_output=True, text=True, check=True, cwd=tmp_path, env=environment)
    truth = {}
    for line in shown.stdout.splitlines():
        file, offset, kind, _, what = line.split("\t", 4)
        truth[file, int(offset), kind] = what

    workspace = load([f"./{name}" for name in PACKAGES], BuildContext(tests=False), src)
    types = Types(workspace.find)
    same, other = 0, []
    methods, wrong = 0, []
    for package in workspace.packages:
        scope = types.scope_of(package)
        for func in scope.functions():
            file = func.file.abspath[len(src) + 1 :]
            decls, _ = parse_decls(func.file.text, func.slice, func.file.path)
            if not decls or not isinstance(decls[0], ast.FuncDecl) or decls[0].body is None:
                continue
            walk = walk_function(types, scope, func, decls[0])
            for var, at in walk.places:
                want = truth.get((file, at, "var"))
                if want is None or "func(" in want or "{" in want:
                    continue  # written with parameter names
                got = type_text(types.local_type(var))
                if got == written(want):
                    same += 1
                else:
                    other.append((file, var.name, want, got))
            for expr, block in walk.exprs:
                sel = expr.fun if isinstance(expr, ast.Call) else expr
                if not isinstance(sel, ast.Selector):
                    continue
                match = METHOD.match(truth.get((file, sel.end - len(sel.name), "method"), ""))
                if match is None or match[1] == "interface":
                    continue
                selection = types.select(sel, block)
                methods += 1
                if selection is None or selection.member is None:
                    wrong.append((file, sel.name, match[0], "nothing"))
                elif type_text(selection.member.owner).split("[")[0] != match[1]:
                    wrong.append((file, sel.name, match[0], type_text(selection.member.owner)))
    print(f"{same} variables the same, {len(other)} not; {methods} methods, {len(wrong)} not")
    # The rest are aliases of unexported or internal types inside others.
    assert same > 3000 and len(other) < same / 100, other[:20]
    assert methods > 700 and not wrong, wrong[:20]
