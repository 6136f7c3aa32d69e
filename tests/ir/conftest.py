"""Small Go programs lowered to IR."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from gostatic.callgraph.program import Program, build
from gostatic.engine.run import source_workspace
from gostatic.ir.function import Function
from gostatic.types.universe import Types


def program_of(source: str | bytes | dict[str, bytes], everything: bool = True) -> Program:
    if not isinstance(source, dict):
        source = {"p/a.go": source if isinstance(source, bytes) else source.encode()}
    workspace = source_workspace(source)
    return build(Types(workspace.find), workspace.packages, everything=everything)


@pytest.fixture
def lowered() -> Callable[..., Program]:
    """Lowers one file's text, or files by name; with ``everything=False`` only the functions a check would."""
    return program_of


@pytest.fixture
def function() -> Callable[..., Function]:
    """Lowers one file's text and gives its function ``f``."""

    def lower(source: str | bytes) -> Function:
        return program_of(source).functions["example/p.f"]

    return lower
