"""The call graph as people see it: one program with every way of calling a function, as text; small ones for the rest."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from gostatic.base.problem import ProblemKind
from gostatic.engine.call_graph import CallGraph, call_graph
from gostatic.engine.options import Options
from gostatic.engine.run import source_workspace
from gostatic.report.call_graph import FORMATS, render

DISPATCH = Path(__file__).parents[1] / "analyses" / "golden" / "dispatch.go"
SMALL = """package p
type doer interface{ do() }
type one struct{}
func (one) do() {}
func Run(d doer, f func()) {
\tgo d.do()
\tdefer f()
\trun(func() { one{}.do() })
}
func run(g func()) { g() }
func apart() {}
"""


def graph_of(source: str | bytes) -> CallGraph:
    text = source if isinstance(source, bytes) else source.encode()
    return call_graph(source_workspace({"p/a.go": text}), Options())


def test_every_way_of_calling_a_function(golden: Callable[[Path, str], None]):
    graph = graph_of(DISPATCH.read_bytes())
    golden(Path(__file__).with_name("golden") / "dispatch.calls", render(graph, "text"))
    assert graph.problems == ()


@pytest.mark.parametrize("format", FORMATS)
def test_formats(format: str, golden: Callable[[Path, str], None]):
    golden(Path(__file__).with_name("golden") / f"small.{format}", render(graph_of(SMALL), format))


def test_only_what_a_function_reaches():
    graph = graph_of(SMALL)
    names = [caller.id for caller in graph.below(frozenset({"run"})).callers]
    assert names == ["example/p.one.do", "example/p.Run$1", "example/p.run"]
    assert [caller.id for caller in graph.below(frozenset({"one.do"})).callers] == ["example/p.one.do"]
    assert graph.below(frozenset({"o"})).callers == ()


def test_broken_source_costs_what_is_broken():
    graph = graph_of("package p\nfunc f() { g(; }\nfunc g() { f() }\n")
    assert "example/p.g" in [caller.id for caller in graph.callers]
    assert all(problem.kind is not ProblemKind.INTERNAL for problem in graph.problems)
