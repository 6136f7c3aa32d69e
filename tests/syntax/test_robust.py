"""Broken, huge, deep and random input: never an exception, the good declarations kept."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gostatic.base.problem import ProblemKind
from gostatic.syntax import ast
from gostatic.syntax.dump import dump
from gostatic.syntax.parse import MAX_BYTES, parse_decls, parse_file, parse_header
from gostatic.syntax.source import MAX_DEPTH
from gostatic.syntax.split import imports, package_name, split

SAMPLES = [path.read_bytes() for path in sorted((Path(__file__).parent / "golden").glob("*.go"))]
DEEP = 10_000


def read_all(text: bytes) -> str:
    """Everything the package can do with a file, as text."""
    slices, problems = split(text, "x.go")
    out = [package_name(text), dump(imports(text, slices, "x.go"))]
    for piece in slices:
        header, more = parse_header(text, piece, "x.go")
        decls, most = parse_decls(text, piece, "x.go")
        out.append(dump([header] if header else []) + dump(decls, positions=True))
        for decl in decls:
            assert 0 <= decl.pos <= decl.end <= len(text) + 1
        problems += more + most
    for problem in problems:
        assert problem.kind in (ProblemKind.SYNTAX, ProblemKind.BOUND)
        assert 1 <= problem.line <= text.count(b"\n") + 1
    return "".join(out) + "".join(map(str, problems))


def body(inside: bytes) -> bytes:
    return b"package p\n\nfunc f() {\n\tbefore()\n" + inside + b"\n}\n\nfunc g() { x() }\n"


def in_type(inside: bytes) -> bytes:
    return b"package p\n\ntype T " + inside + b"\n\nfunc g() { x() }\n"


NESTED = {
    "parentheses": body(b"x = " + b"(" * DEEP + b"1" + b")" * DEEP),
    "blocks": body(b"{\n" * DEEP + b"}\n" * DEEP),
    "unary": body(b"x = " + b"!" * DEEP + b"y"),
    "selectors": body(b"x = a" + b".b" * DEEP),
    "call chain": body(b"x = a" + b".b()" * DEEP),
    "nested calls": body(b"x = " + b"f(" * DEEP + b")" * DEEP),
    "composites": body(b"x := T" + b"{func(){}, " * DEEP + b"}" * DEEP),
    "mixed operators": body(b"x = " + b"a + b - " * DEEP + b"1"),
    "right operands": body(b"x = " + b"a + (" * DEEP + b"1" + b")" * DEEP),
    "else if": body(b"if a {\n}" + b" else if b {\n}" * DEEP),
    "if": body(b"if a {\n" * DEEP + b"}\n" * DEEP),
    "for": body(b"for range n {\n" * DEEP + b"}\n" * DEEP),
    "select": body(b"select {\ncase <-x:\n" * DEEP + b"}\n" * DEEP),
    "switch": body(b"switch {\ncase x:\n" * DEEP + b"}\n" * DEEP),
    "labels": body(b"L:\n" * DEEP + b"x()"),
    "function literals": body(b"go func() {\n" * DEEP + b"}()\n" * DEEP),
    "index": body(b"x = " + b"a[" * DEEP + b"0" + b"]" * DEEP),
    "slices": in_type(b"[]" * DEEP + b"int"),
    "maps": in_type(b"map[int]" * DEEP + b"int"),
    "structs": in_type(b"struct { a " * DEEP + b"int" + b"}" * DEEP),
    "signatures": in_type(b"func(" * DEEP + b")" * DEEP),
    "type arguments": in_type(b"T[" * DEEP + b"int" + b"]" * DEEP),
}


@pytest.mark.parametrize("name", NESTED)
def test_deep_nesting_is_a_bound_not_a_crash(name: str) -> None:
    text = NESTED[name]
    decls, problems = parse_file(text, "x.go")
    assert [problem.kind for problem in problems] == [ProblemKind.BOUND]
    assert str(MAX_DEPTH) in problems[0].message
    assert [getattr(decl, "name", "") for decl in decls][-1] == "g"
    assert len(decls) == 2
    assert "Bad" in dump(decls)


@pytest.mark.parametrize("name", NESTED)
def test_conversion_stays_within_half_of_the_stack(name: str) -> None:
    """Nothing changes when the caller has used 150 frames already, broken or not."""
    text = NESTED[name]

    def deeper(frames: int, source: bytes) -> str:
        return deeper(frames - 1, source) if frames else dump(parse_file(source, "x.go")[0])

    assert sys.getrecursionlimit() >= 1000
    for source in (text, text.replace(b"\tbefore()", b"\tx = = 1"), text.replace(b"int", b"int int")):
        assert deeper(150, source) == deeper(0, source)


def test_a_long_chain_of_one_operator_is_one_node() -> None:
    decls, problems = parse_file(body(b"x = " + b"a + " * DEEP + b"1"), "x.go")
    assert problems == []
    function = decls[0]
    assert isinstance(function, ast.FuncDecl) and function.body is not None
    assign = function.body.stmts[1]
    assert isinstance(assign, ast.Assign) and isinstance(assign.rhs[0], ast.Binary)
    assert len(assign.rhs[0].operands) == DEEP + 1


@pytest.mark.parametrize(
    "inside",
    [
        b"(" * DEEP,
        b"{" * DEEP,
        b"}" * DEEP,
        b"func() {\n" * DEEP,
        b"go func() {\n" * 1000,
        b'x = "' * DEEP,
        b"`",
        b"'" * DEEP,
        b"/*" * DEEP,
        b"\x00" * DEEP,
        b"\xff\xfe" * DEEP,
        b"," * DEEP,
        b"case x:\n" * DEEP,
        b"x = new(" * 1000,
        b"[" * DEEP,
    ],
    ids=range(15),
)
def test_broken_bodies(inside: bytes) -> None:
    out = read_all(body(inside))
    assert "syntax error" in out or "does not" in out


@pytest.mark.parametrize(
    "prefix", [b"func", b"func (", b"func f[", b"func f(", b"type", b"var", b"const (", b"import ("]
)
def test_a_broken_start_costs_itself_only(prefix: bytes) -> None:
    text = b"package p\n\n" + prefix + b"\n\nfunc g() {\n\tx()\n}\n"
    decls, problems = parse_file(text, "x.go")
    assert [decl.name for decl in decls if isinstance(decl, ast.FuncDecl)][-1:] == ["g"]
    assert [problem.kind for problem in problems] == [ProblemKind.SYNTAX]


@pytest.mark.parametrize("ending", [b"\r\n", b"\n"])
@pytest.mark.parametrize("start", [b"\xef\xbb\xbf", b""])
def test_byte_order_mark_and_carriage_returns(start: bytes, ending: bytes) -> None:
    text = b'package p\n\nimport "fmt"\n\nfunc f() {\n\tfmt.Println(`a\nb`)\n}\n'
    decls, problems = parse_file(start + text.replace(b"\n", ending), "x.go")
    assert problems == []
    assert dump(decls[:1]) == "ImportDecl path=fmt\n"
    assert isinstance(decls[1], ast.FuncDecl)


def test_bytes_that_are_no_utf8_in_a_string_or_comment() -> None:
    decls, problems = parse_file(b'package p\n\n// \xff\nfunc f() {\n\tx("\xfe") // \xfd\n}\n', "x.go")
    assert problems == []
    assert 'text="\ufffd"' in dump(decls)


def test_five_megabytes() -> None:
    line = b'\tx.y = append(x.y, foo(1, "abc", a[i]))\n'
    rows = b'\t{1, "a", 0x20},\n'
    functions = b"".join(b"func f%d() {\n%s}\n\n" % (n, line * 20) for n in range(2000))
    text = b"package p\n\nvar table = []T{\n" + rows * (3_500_000 // len(rows)) + b"}\n\n" + functions
    assert len(text) > 5_000_000
    decls, problems = parse_file(text, "x.go")
    assert problems == [] and len(decls) == 2001


def test_a_function_over_the_bound_keeps_its_signature() -> None:
    text = (
        b"package p\n\nfunc (t *T) f(a int) error {\n"
        + b"\tx = = )) y {\n" * (MAX_BYTES // 10)
        + b"}\n\nfunc g() {\n}\n"
    )
    decls, problems = parse_file(text, "x.go")
    assert [problem.kind for problem in problems] == [ProblemKind.BOUND]
    first = decls[0]
    assert isinstance(first, ast.FuncDecl) and first.name == "f" and len(first.type.params) == 1
    assert first.body is not None and isinstance(first.body.stmts[0], ast.BadStmt)


def test_many_broken_declarations_take_linear_time() -> None:
    text = b"package p\n" + b"func\n" * 20_000
    _, problems = parse_file(text, "x.go")
    assert len(problems) == 20_000 and problems[-1].line == 20_001


@pytest.mark.parametrize("text", SAMPLES, ids=range(len(SAMPLES)))
def test_truncated_anywhere(text: bytes) -> None:
    for end in range(0, len(text), 7):
        read_all(text[:end])


PIECES = [
    b"{", b"}", b"(", b")", b"[", b"]", b"`", b'"', b"'", b"/*", b"*/", b"//", b"\n", b";", b"\x00", b"\xff", b"func ",
    b"\nfunc (", b"new(", b"make(", b"[T any]", b"case x:", b"else", b"<-", b"...", b":=", b"go ", b"select {", b"\r\n", b"type ",
]  # fmt: skip


@st.composite
def mutated(draw: st.DrawFn) -> bytes:
    text = draw(st.sampled_from(SAMPLES))
    for _ in range(draw(st.integers(1, 6))):
        at = draw(st.integers(0, len(text)))
        to = min(len(text), at + draw(st.integers(0, 40)))
        what = draw(st.sampled_from(["cut", "insert", "copy", "move"]))
        if what == "cut":
            text = text[:at] + text[to:]
        elif what == "insert":
            text = text[:at] + draw(st.sampled_from(PIECES)) + text[at:]
        elif what == "copy":
            text = text[:to] + text[at:]
        else:
            text = text[to:] + text[:at]
    return text


@settings(max_examples=150, deadline=None)
@given(mutated())
def test_mutated_source_never_raises(text: bytes) -> None:
    assert read_all(text) == read_all(text)


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_never_raise(text: bytes) -> None:
    read_all(text)
    read_all(b"package p\nfunc f() {" + text)
