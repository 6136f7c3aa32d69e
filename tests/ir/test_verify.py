"""The verifier finds broken IR, and lowering gives none: for broken source, for odd source, for the Go distribution."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

import pytest

from gostatic.base.problem import ProblemKind
from gostatic.ir.function import Function
from gostatic.ir.ops import Jump, Panic, Return
from gostatic.ir.printer import print_function
from gostatic.ir.values import OPAQUE
from gostatic.ir.verify import verify

GO = shutil.which("go", path=os.pathsep.join((os.path.dirname(sys.executable), os.environ.get("PATH", ""))))
PACKAGES = (
    "./context",
    "./database/sql",
    "./go/types",
    "./internal/...",
    "./net/http",
    "./os/...",
    "./runtime",
    "./sync/...",
)

LOOP = "package p\nfunc f(xs []int) { for _, x := range xs { func() { g(x) }() }; g(1) }\nfunc g(n int) {}\n"


def drop_terminator(function: Function) -> None:
    function.blocks[-1].ops.pop()


def jump_in_the_middle(function: Function) -> None:
    function.blocks[0].ops.insert(0, Panic(function.pos, function.pos))


def lose_a_successor(function: Function) -> None:
    function.blocks[0].succs.clear()


def jump_nowhere(function: Function) -> None:
    function.blocks[0].succs[0] = 99


def cut_off_a_block(function: Function) -> None:
    function.blocks[0].ops[-1] = Return(function.pos, function.pos, ())
    function.blocks[0].succs.clear()


def lie_outside(function: Function) -> None:
    function.blocks[0].ops[0].pos = function.end + 1


def forget_a_capture(function: Function) -> None:
    function.closures[0].captures.clear()


def adopt_a_stranger(function: Function) -> None:
    function.closures[0].parent = None


def name_a_foreign_variable(function: Function) -> None:
    stranger = next(iter(function.closures[0].captures))
    stranger.owner = function.closures[0]


def nest_a_loop_in_itself(function: Function) -> None:
    function.loop_parents[1] = 1


def jump_back_from_outside(function: Function) -> None:
    for block in function.blocks:
        if type(block.ops[-1]) is Jump and block.ops[-1].word == "loop":
            block.loop = 0


def renumber_a_parameter(function: Function) -> None:
    function.params[0].index = 7


FAULTS = {
    drop_terminator: "does not end in a terminator",
    jump_in_the_middle: "has a Panic inside",
    lose_a_successor: "has 0 successors behind a Jump",
    jump_nowhere: "has successors [99]",
    cut_off_a_block: "cannot be reached",
    lie_outside: "lies outside the function",
    forget_a_capture: "not among the captured variables",
    adopt_a_stranger: "has another parent",
    name_a_foreign_variable: "of example/p.f$1",
    nest_a_loop_in_itself: "loop 1 lies in loop 1",
    jump_back_from_outside: "jumps back to loop 1 from loop 0",
    renumber_a_parameter: "param 0",
}


@pytest.mark.parametrize("spoil", FAULTS, ids=lambda spoil: spoil.__name__)
def test_a_fault_is_found(spoil, function):
    found = function(LOOP)
    assert verify(found) == []
    spoil(found)
    assert any(FAULTS[spoil] in fault for fault in verify(found)), verify(found)
    print_function(found)  # broken IR can still be printed


BROKEN = {
    "goto nowhere": "goto lost; g()",
    "break of no loop": "break; g()",
    "continue of no loop": "continue",
    "break of a block": "block: { break block }",
    "fallthrough in the last case": "switch { case true: fallthrough }; g()",
    "label of an outer function": "out: for { func() { break out; goto out }() }",
    "label at the end": "if x { goto end }; end:",
    "label twice": "a: g(); a: goto a",
    "goto into a block": "goto in; if x { in: g() }",
    "assignment without a right side": "a, b := ",
    "assignment of too few": "a, b, c := 1, 2; a, b = 1, 2, 3",
    "default twice": "switch { default: g(); default: g() }; select { default: default: }",
    "select of no communication": "select { case g(): case x := 1: case x: }",
    "go and defer of no call": "go x; defer x; go; defer",
    "recursion of a variable": "x := func() { x() }; x()",
    "unfinished literal": "go func() { for {",
    "type switch of nothing": "switch x := y.(type) { case int, string: x() ; default: }; switch z.(type) {}",
    "builtins without arguments": "close(); panic(); make(); new(); append(); len(); recover(); go close(); defer panic()",
    "shadowed builtins": "close := g; close(1); defer close(2); go close(3); panic := g; panic(1); g()",
    "method of nothing": "nothing.at.all().here[1](2).x = 3",
    "range over nothing": "for range { }; for a, b := range { }; for i.x, i[0] = range y { }",
    "range over a function": "for a, b := range func(yield func(int) bool) { yield(1) } { continue }",
    "blank": "_ = <-c; _, _ = g(), <-c; var _ = g; _ := 1; for _, _ = range x {}",
}


@pytest.mark.parametrize("name", BROKEN)
def test_broken_source_gives_sound_ir(name: str, lowered):
    source = f"package p\nfunc f(x bool, c chan int) (n int) {{ {BROKEN[name]} }}\nfunc g(n ...int) {{}}\n"
    program = lowered(source)
    assert not [problem for problem in program.problems if problem.kind is ProblemKind.INTERNAL]
    for function in program.functions.values():
        assert verify(function) == []
        print_function(function, source.encode())


def test_every_prefix_of_a_file_gives_sound_ir(lowered):
    from pathlib import Path

    text = (Path(__file__).with_name("golden") / "channels.go").read_bytes()
    for end in range(0, len(text), 23):
        program = lowered(text[:end])
        assert not [problem for problem in program.problems if problem.kind is ProblemKind.INTERNAL], end
        for function in program.functions.values():
            assert verify(function) == [], end


def test_deep_nesting_gives_sound_ir(lowered):
    deep = "if x { " * 3000 + "g()" + " }" * 3000
    wide = "x && g() || " * 2000 + "x"
    literals = "func() { " * 500 + "g()" + " }()" * 500
    for body in (
        deep,
        f"return {wide}",
        literals,
        "for { " * 800 + "}" * 800,
        "y := []any{" + "{" * 900 + "}" * 900 + "}",
    ):
        program = lowered(f"package p\nfunc f(x bool) bool {{ {body} }}\nfunc g() bool {{ return true }}\n")
        assert not [problem for problem in program.problems if problem.kind is ProblemKind.INTERNAL]
        for function in program.functions.values():
            if function.parent is None:
                assert verify(function) == []
                print_function(function)


def test_values_without_a_text_are_printed(function):
    found = function("package p\nfunc f() { select {} }\n")
    found.blocks[0].ops.insert(0, Return(found.pos, found.pos, (OPAQUE,)))
    assert "return ?" in print_function(found)
    assert verify(found)


@pytest.mark.slow
@pytest.mark.needs_go
@pytest.mark.skipif(GO is None, reason="needs the Go toolchain")
@pytest.mark.parametrize("everything", [True, False], ids=["every function", "what a check lowers"])
def test_the_distribution_gives_sound_ir(everything: bool):
    from gostatic.callgraph.program import build
    from gostatic.project.load import load
    from gostatic.project.workspace import BuildContext
    from gostatic.types.universe import Types

    assert GO is not None
    environment = {**os.environ, "GOFLAGS": "-mod=mod", "GOPROXY": "off", "GOTOOLCHAIN": "local", "GOWORK": "off"}
    root = subprocess.run([GO, "env", "GOROOT"], capture_output=True, text=True, check=True, env=environment)
    workspace = load(PACKAGES, BuildContext(), f"{root.stdout.strip()}/src")
    program = build(Types(workspace.find), workspace.packages, everything=everything)
    assert not [problem for problem in program.problems if problem.kind is ProblemKind.INTERNAL]
    count = len(program.functions)
    faults = [fault for function in program.functions.values() if function.parent is None for fault in verify(function)]
    assert faults == []
    assert count > (10_000 if everything else 1_000)
