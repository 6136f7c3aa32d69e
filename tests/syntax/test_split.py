"""Top-level declarations found as text: the same as a whole-file parse finds."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from gostatic.syntax.split import imports, package_name, split

Found = list[tuple[str, str, str]]


def found(text: bytes) -> Found:
    slices, _ = split(text, "x.go")
    return [(piece.kind, piece.name, piece.recv) for piece in slices]


# fmt: off
CASES: list[tuple[str, bytes, Found]] = [
    ("nothing", b"package p\n", []),
    ("offset 0", b"func f() {}\n", [("func", "f", "")]),
    ("byte order mark", b"\xef\xbb\xbfpackage p\nfunc f() {\n}\n", [("func", "f", "")]),
    ("carriage returns", b"package p\r\n\r\nvar x int\r\n\r\nfunc f() {\r\n}\r\n", [("var", "", ""), ("func", "f", "")]),
    ("no last newline", b"package p\nfunc f() {}", [("func", "f", "")]),
    ("receivers", b"package p\nfunc (s *Server[K, V]) a() {}\nfunc (T) b() {}\nfunc (*T) c() {}\nfunc (t T) d() {}\n",
     [("func", "a", "Server"), ("func", "b", "T"), ("func", "c", "T"), ("func", "d", "T")]),
    ("odd receivers", b"package p\nfunc (t *(T)) a() {}\nfunc (t /* x */ *T) b() {}\nfunc ( /* none */ ) c() {}\n",
     [("func", "a", "T"), ("func", "b", "T"), ("func", "c", "")]),
    ("not ASCII", "package p\nfunc (größe *Maß) Länge() {}\n".encode(), [("func", "Länge", "Maß")]),
    ("parameters on lines", b"package p\nfunc f(\n\ta int,\n) {\n}\nfunc g[T any,\n](x T) int { return 1 }\n",
     [("func", "f", ""), ("func", "g", "")]),
    ("raw string", b"package p\nvar s = `\nfunc no() {\n}\n`\nfunc f() {\n\tx(`\nfunc no2() {\n}\n`)\n}\n",
     [("var", "", ""), ("func", "f", "")]),
    ("backtick in a comment", b"package p\n// it`s\nfunc f() {\n}\n\nvar s = `\nfunc no() {}\n`\n",
     [("func", "f", ""), ("var", "", "")]),
    ("backtick literals", b"package p\nvar a = '`'\nvar s = `\nfunc no() {\n}\n`\nvar b = \"`\"\nfunc f() {}\n",
     [("var", "", ""), ("var", "", ""), ("var", "", ""), ("func", "f", "")]),
    ("comment sign in a comment", b"package p\n// a/*b\nfunc f() {\n}\n// */\nvar u = \"http://x/*\" /*\nfunc no() {\n}\n*/\n",
     [("func", "f", ""), ("var", "", "")]),
    ("struct table", b"package p\nvar a = []struct {\n\tf func()\n}{\n\t{func() {\n\t\tvar no int\n\t}},\n}\nvar b int\n",
     [("var", "", ""), ("var", "", "")]),
    ("block comment", b"package p\n/*\nfunc no() {\n}\n*/\nfunc f() { /* \ntype no int\n*/ }\n", [("func", "f", "")]),
    ("comment signs in strings", b'package p\nvar a = "/*"\nfunc f() {\n}\nvar b = "*/"\n',
     [("var", "", ""), ("func", "f", ""), ("var", "", "")]),
    ("indented", b"package p\n  import \"x\"\n  type T int\n  func (t T) f() {\n  }\n\tvar x int\n",
     [("import", "", ""), ("type", "", ""), ("func", "f", "T"), ("var", "", "")]),
    ("indented after a var", b"package p\nvar a int\n  func f() {\n  var no int\n}\n", [("var", "", ""), ("func", "f", "")]),
    ("one line", b"package p; import \"x\"; var a int; func f() { var no int }; func g() {}\n",
     [("import", "", ""), ("var", "", ""), ("func", "f", ""), ("func", "g", "")]),
    ("locals in column 0", b"package p\nfunc f() {\nvar no int\ntype no2 int\n}\nfunc g() {}\n",
     [("func", "f", ""), ("func", "g", "")]),
    ("closing brace in column 0", b"package p\nfunc f() {\nif x {\n}\nfor {\n}\n}\nfunc g() {}\n",
     [("func", "f", ""), ("func", "g", "")]),
    ("no blanks", b"package p\nvar(\n\tx int\n)\nfunc(t T)f(){\n}\n", [("var", "", ""), ("func", "f", "T")]),
    ("function values", b"package p\nvar f = func() {\n\tvar no int\n}\n\nvar g func(\nint)\ntype F func()\n",
     [("var", "", ""), ("var", "", ""), ("type", "", "")]),
    ("function value on its own line",
     b"package p\nvar f =\n  func(no int) {\n  }\nvar g =\nfunc(x int) error {\n\treturn nil\n}\n",
     [("var", "", ""), ("var", "", "")]),
    ("groups", b"package p\nimport (\n\t\"a\"\n)\nconst (\n\tx = 1\n)\ntype (\n\tT int\n)\n",
     [("import", "", ""), ("const", "", ""), ("type", "", "")]),
    ("unclosed body", b"package p\nfunc f() {\n\tif x {\n\nfunc g() {\n}\n\nvar x int\n",
     [("func", "f", ""), ("func", "g", ""), ("var", "", "")]),
    ("unclosed group", b"package p\nvar (\n\tx int\n\nfunc (t *T) g() {\n}\n", [("var", "", ""), ("func", "g", "T")]),
    ("too many closed", b"package p\nfunc f() {\n}}}\n\nfunc g() {\n}\n", [("func", "f", ""), ("func", "g", "")]),
    ("half a receiver", b"package p\nfunc (((\nfunc g() {\n}\n", [("func", "", ""), ("func", "g", "")]),
]
# fmt: on


@pytest.mark.parametrize(("text", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_declarations(text: bytes, expected: Found) -> None:
    assert found(text) == expected


@pytest.mark.parametrize("text", [case[1] for case in CASES], ids=[case[0] for case in CASES])
def test_slices_are_in_order_and_begin_with_their_keyword(text: bytes) -> None:
    slices, _ = split(text, "x.go")
    last = 0
    for piece in slices:
        assert last <= piece.start < piece.end <= len(text)
        assert text[piece.start :].startswith(piece.kind.encode())
        last = piece.end


def test_a_slice_ends_in_a_newline() -> None:
    text = b"package p\n\nfunc f() {\n}\n\n// About g.\nfunc g() {\n}\n"
    slices, problems = split(text, "x.go")
    assert problems == []
    assert [text[piece.start : piece.end] for piece in slices] == [b"func f() {\n}\n", b"func g() {\n}\n"]


@pytest.mark.parametrize(
    ("text", "line"),
    [(b"hello\n", 1), (b"// c\n\npackage p\n\nx := 1\n\nfunc f() {}\n", 5), (b"\x00\x00", 1)],
)
def test_source_outside_of_declarations_is_a_problem(text: bytes, line: int) -> None:
    _, problems = split(text, "x.go")
    assert [(problem.kind.value, problem.line) for problem in problems] == [("syntax", line)]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (b"package p", "p"),
        (b"\xef\xbb\xbf// Copyright\r\n\r\n/* package no */ package /* x */ main // y\r\n", "main"),
        (b"//go:build linux\n\npackage p_test\n", "p_test"),
        ("package größe\n".encode(), "größe"),
        (b"", ""),
        (b"/* never closed package p", ""),
        (b"package", ""),
        (b"func package p", ""),
    ],
)
def test_package_name(text: bytes, name: str) -> None:
    assert package_name(text) == name


def test_imports() -> None:
    text = (
        b'package p\nimport "fmt"\nimport y "a/y" // why\nimport (\n\t. "dot"; _ `blank`\n\t// "no"\n\t/* "no" */ z"z"\n)\n'
        b'import "C"\n'
    )
    slices, _ = split(text, "x.go")
    found = imports(text, slices, "x.go")
    assert [(spec.name, spec.path) for spec in found] == [
        ("", "fmt"),
        ("y", "a/y"),
        (".", "dot"),
        ("_", "blank"),
        ("z", "z"),
        ("", "C"),
    ]
    assert [text[spec.pos : spec.end] for spec in found[:2]] == [b'"fmt"', b'y "a/y"']


def test_broken_imports_go_through_the_parser() -> None:
    text = b'package p\nimport (\n\t"a"\n\tb + "c"\n\t"d"\n)\n'
    slices, _ = split(text, "x.go")
    assert "a" in [spec.path for spec in imports(text, slices, "x.go")]


@pytest.mark.slow
@pytest.mark.needs_go
def test_the_go_distribution_splits_as_it_parses() -> None:
    """Every eighth file of the distribution that parses without error, against tree-sitter's tree of the whole file."""
    import go  # type: ignore[import-not-found,unused-ignore]

    from gostatic.syntax.ast import FuncDecl
    from gostatic.syntax.grammar import PARSER, kind
    from gostatic.syntax.parse import parse_decls

    kinds = {kind(f"{name}_declaration"): name for name in ("type", "var", "const", "import")}
    kinds |= {kind("function_declaration"): "func", kind("method_declaration"): "func"}
    root = Path(next(iter(go.__path__))) / "src"
    paths = sorted(
        os.path.join(folder, name) for folder, _, names in os.walk(root) for name in names if name.endswith(".go")
    )
    different = []
    for path in paths[::8]:
        text = Path(path).read_bytes()
        tree = PARSER.parse(text).root_node
        if tree.has_error:
            continue
        slices, _ = split(text, path)
        expected = [(kinds[node.kind_id], node.start_byte) for node in tree.children if node.kind_id in kinds]
        # A function without a name is a syntax error of its own here; the grammar takes one for a type.
        slices = tuple(piece for piece in slices if piece.kind != "func" or piece.name)
        if [(piece.kind, piece.start) for piece in slices] != expected:
            different.append(path)
        for piece in slices:
            if piece.kind == "func":
                decls, problems = parse_decls(text, piece, path)
                names = [decl.name for decl in decls if isinstance(decl, FuncDecl)]
                if problems or names != [piece.name]:
                    different.append(f"{path}: {piece.name}")
    assert different == []
