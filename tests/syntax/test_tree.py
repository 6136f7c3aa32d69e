"""The tree of every form of statement, expression and declaration, against golden text.

Set GOSTATIC_UPDATE=1 to write the golden files anew; read the difference before committing it.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from gostatic.syntax import ast
from gostatic.syntax.dump import dump
from gostatic.syntax.parse import parse_decls, parse_file, parse_header
from gostatic.syntax.split import split

GOLDEN = Path(__file__).parent / "golden"


@pytest.mark.parametrize("name", ["statements", "expressions", "declarations", "mended", "broken"])
def test_golden_tree(name: str) -> None:
    text = (GOLDEN / f"{name}.go").read_bytes()
    decls, problems = parse_file(text, f"{name}.go")
    found = dump(decls) + "".join(f"{problem}\n" for problem in problems)
    golden = GOLDEN / f"{name}.txt"
    if os.environ.get("GOSTATIC_UPDATE"):
        golden.write_text(found, encoding="utf-8")
    assert found == golden.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["statements", "expressions", "declarations", "mended"])
def test_valid_source_has_no_problems_and_nothing_bad(name: str) -> None:
    decls, problems = parse_file((GOLDEN / f"{name}.go").read_bytes(), "x.go")
    assert problems == []
    assert "Bad" not in dump(decls)


def test_positions_are_those_of_the_file() -> None:
    text = b'package p\n\n// Comment.\nvar a = 1\n\nfunc (r *T) f(x int) {\n\tr.g(x, "\xc3\xa4")\n}\n'
    decls, _ = parse_file(text, "x.go")
    value, function = decls
    assert isinstance(value, ast.ValueDecl) and isinstance(function, ast.FuncDecl)
    assert text[value.pos : value.end] == b"a = 1"
    assert text[function.pos : function.end].startswith(b"func (r") and text[function.end - 1 :] == b"}\n"
    assert function.body is not None and text[function.body.pos : function.body.end].startswith(b"{\n\tr.g")
    statement = function.body.stmts[0]
    assert isinstance(statement, ast.ExprStmt) and isinstance(statement.x, ast.Call)
    call = statement.x
    assert text[call.pos : call.end] == b'r.g(x, "\xc3\xa4")'
    assert text[call.paren : call.paren + 1] == b"("
    assert [text[arg.pos : arg.end] for arg in call.args] == [b"x", b'"\xc3\xa4"']


def test_mended_source_keeps_names_and_positions() -> None:
    text = b"package p\n\nfunc (s *S) M[T any](x T) { p := new(x + 1) }\n"
    (function,), problems = parse_file(text, "x.go")
    assert problems == []
    assert isinstance(function, ast.FuncDecl)
    assert [(field.name, text[field.pos : field.end]) for field in function.tparams] == [("T", b"T any")]
    assert function.body is not None
    assign = function.body.stmts[0]
    assert isinstance(assign, ast.Assign) and isinstance(assign.rhs[0], ast.Call)
    assert isinstance(assign.rhs[0].fun, ast.Ident) and assign.rhs[0].fun.name == "new"
    assert text[assign.pos : assign.end] == b"p := new(x + 1)"


def test_a_repeated_const_has_the_values_of_the_one_before() -> None:
    decls, _ = parse_file(b"package p\nconst (\n\ta = 1 << iota\n\t_\n\tb, c int = 7, 8\n\td, e\n)\n", "x.go")
    specs = [decl for decl in decls if isinstance(decl, ast.ValueDecl)]
    assert [(tuple(name.name for name in spec.names), spec.iota) for spec in specs] == [
        (("a",), 0),
        (("_",), 1),
        (("b", "c"), 2),
        (("d", "e"), 3),
    ]
    assert specs[1].values is specs[0].values
    assert specs[3].values is specs[2].values and specs[3].type is specs[2].type


HEADERS = [
    (b"func f() {", "f", 0, 0),
    (b"func f()", "f", 0, 0),
    (b"func f(a, b int, c struct{ x int }) interface{ M() } {", "f", 3, 1),
    (b"func f(a map[string]struct{}) struct{} {", "f", 1, 1),
    (b"func (r *T[K]) f(g func() struct{ a int }) (x interface{}, err error) {", "f", 1, 2),
    (b"func (r T) f[P any](a P) {", "f", 1, 0),
    (b"func f(\n\ta int, // {\n\tb string, /* { */\n) (\n\terr error,\n) {", "f", 2, 1),
    (b'func f() [len("{")]int {', "f", 0, 1),
]


@pytest.mark.parametrize(("head", "name", "params", "results"), HEADERS)
def test_a_header_is_parsed_without_its_body(head: bytes, name: str, params: int, results: int) -> None:
    body = b" broken = = ( \n}\n" if head.endswith(b"{") else b"\n"
    text = b"package p\n\n" + head + body
    slices, _ = split(text, "x.go")
    header, problems = parse_header(text, slices[0], "x.go")
    assert problems == [] and header is not None
    assert (header.name, len(header.type.params), len(header.type.results)) == (name, params, results)
    assert header.body is None
    if head.endswith(b"{"):
        assert header.end == len(b"package p\n\n" + head) - 1


def test_a_header_of_another_declaration_is_none() -> None:
    text = b"package p\nvar x int\n"
    slices, _ = split(text, "x.go")
    assert parse_header(text, slices[0], "x.go") == (None, [])


def test_a_large_table_keeps_its_type_only() -> None:
    rows = b"\t{1, 2},\n" * 1000
    text = b"package p\n\nvar table = []T{\n" + rows + b"}\n\nfunc f() {\n\tx := []T{\n" + rows + b"\t}\n}\n"
    decls, problems = parse_file(text, "x.go")
    assert problems == []
    value = decls[0]
    assert isinstance(value, ast.ValueDecl)
    table = value.values[0]
    assert isinstance(table, ast.CompositeLit) and table.elements == () and text[table.end - 1 : table.end] == b"}"
    live = text.replace(b"{1, 2}", b"{1, func() { }}", 1)
    slices, _ = split(live, "x.go")
    (again,), _ = parse_decls(live, slices[0], "x.go")
    assert isinstance(again, ast.ValueDecl) and isinstance(again.values[0], ast.CompositeLit)
    assert len(again.values[0].elements) == 1000
