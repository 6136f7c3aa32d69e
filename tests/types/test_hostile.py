"""Broken, cyclic and endless declarations: an unknown type, never an exception."""

from __future__ import annotations

import sys

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gostatic.types.model import Named, Pointer
from gostatic.types.show import type_text
from gostatic.types.universe import FuncSymbol, TypeSymbol, VarSymbol

CYCLES = """
    package m
    type T T
    type A = A
    type B = C
    type C = B
    type D E
    type E D
    type F struct{ F }
    type G struct{ H }
    type H struct{ *G }
    type I interface{ J }
    type J interface{ I; M() }
    type K[P any] struct{ x *K[[]P] }
    type L[P any] struct{ x *L[func(P, P) P] }
    type N[P any] N[[]P]
    type O[P O[P]] struct{ p P }
    type Q[P interface{ m() Q[P] }] struct{ p P }
    type S [len(s)]S
    type U[P any] struct{ U[P]; *V[P] }
    type V[P any] struct{ U[*P] }
    type W = []W
    type X = *X
    var s S
    var a, b = b, a
    var c = c
    var d = d.e
    var f = func() int { return f() }
    var t T
    var k = K[int]{}
    var far = k.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x
    var l = L[int]{}
    var farther = l.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x
    const one = two
    const two = one + 1
    func grow[P any](p P) func(P, P) P { return nil }
    var grown = grow(grow(grow(grow(grow(grow(grow(grow(grow(grow(grow(grow(grow(grow(grow(grow(grow(1)))))))))))))))))
    func (t T) m() T { return t.m().m() }
    func (t *Missing) m() {}
    func self(x self) self { return nil }
    var r = self(nil)
"""


def ask_everything(w):
    """Asks every question about every declaration."""
    types, package = w.types, w.package
    for func in package.functions():
        types.signature(func)
        types.receiver(func)
    for name in [*sorted(package._find_names()), "nothing"]:
        symbol = package.lookup(name)
        found = None
        if isinstance(symbol, TypeSymbol):
            found = Named(symbol.pkg, symbol.name)
        elif isinstance(symbol, VarSymbol):
            found = types.var_type(symbol)
        if found is not None:
            for t in (found, Pointer(found)):
                type_text(types.underlying(t))
                types.interface_methods(t)
                types.contains(t, is_mutex)
                types.implements(t, Named("io", "Reader"))
                for member in ("x", "m", "Lock"):
                    types.member(t, member)


def is_mutex(named):
    return named == Named("sync", "Mutex")


def test_cycles(world):
    w = world(CYCLES)
    ask_everything(w)
    assert type_text(w.types.underlying(w.named("T"))) == "?"
    assert w.var("c") == "?" and w.var("d") == "?"
    assert w.var("f") == "func() int"
    assert w.const("two") is None
    assert type_text(w.types.member(w.named("U", Named("", "error")), "V").type) == "*example.com/m.V[error]"
    assert isinstance(w.package.lookup("self"), FuncSymbol)


def test_a_long_chain_of_variables_hits_the_bound_and_says_so(world):
    lines = "\n".join(f"\tv{n} := v{n - 1}" for n in range(1, 3000))
    w = world(f"package m\nfunc f() {{\n\tv0 := 1\n{lines}\n}}\n")
    last = w.variables("f")[-1]
    assert sys.getrecursionlimit() < 3000
    assert type_text(w.types.local_type(last)) == "?"
    assert [problem.kind.value for problem in w.types.problems] == ["bound"]


def test_deep_expressions(world):
    n = 5000
    for expr in (
        "-" * n + "1", "(" * n + "1" + ")" * n, "f(" * n + ")" * n, "*" * n + "p", "x" + ".y" * n, "x" + "()" * n,
        "[]" * n + "int{}", "1" + "+ 1" * n, "x" + "[0]" * n,
    ):  # fmt: skip
        w = world(f"package m\nvar v = {expr}\ntype T struct{{ f func() }}\nconst c = {expr}\n")
        symbol = w.package.lookup("v")
        if isinstance(symbol, VarSymbol):
            w.var("v")
        if w.package.lookup("c") is not None:
            w.const("c")


def test_wide_embedding(world):
    # Every level embeds the next twice: two to the power of 40 paths.
    levels = "\n".join(f"type T{n} struct{{ A{n + 1}; B{n + 1} }}\ntype A{n} struct{{ T{n} }}\ntype B{n} struct{{ *T{n} }}"
                       for n in range(40))  # fmt: skip
    w = world(f"package m\n{levels}\n")
    assert w.types.member(w.named("T0"), "x") is None
    assert w.types.contains(w.named("T0"), is_mutex) is None


@pytest.mark.parametrize(
    "source",
    [
        "",
        "package",
        "package m\nfunc (",
        "package m\nfunc ( (x) f(",
        "package m\ntype",
        "package m\ntype (",
        "package m\nvar x",
        "package m\nvar x =",
        "package m\nvar x, y, z = 1\nvar a, b = f()\nconst c, d = 1\nconst e\n",
        "package m\ntype T struct{ sync.Mutex; x }\nvar t T\nvar l = t.Lock\n",
        "package m\nimport (\n\"sync\nvar mu sync.Mutex\n",
        "package m\ntype T[P any, Q] struct{}\nvar x T[int, string, bool]\nvar y = T[]{}\nvar z T[T[T[T]]]\n",
        "package m\nfunc (t T[A, B]) m() A {}\ntype T struct{}\nvar x = T{}.m()\n",
        "package m\nvar x = []\nvar y = map[]int{}\nvar z = x.(type)\n",
        "\x00package m\nvar x = 1\n",
        "package m\nvar x = \"\\xzz\"\nconst c = '\\'\nconst d = \"\\u\"\nconst e = 0x\nconst f = 1e999999\n",
    ],
)  # fmt: skip
def test_broken_source(world, source):
    ask_everything(world(source))


FRAGMENTS = st.sampled_from(
    [
        "type ", "T", " struct{ ", "sync.Mutex; ", "*T", "[P any]", "[]", " = ", "var ", "x", "y", "(", ")", "{", "}", "\n",
        "func ", "(t *T) ", "m", "()", " int", "const ", "iota", "+", "1 << ", ".", "x.y", "chan ", "map[string]", "interface{ ",
        "...", ", ", ":= ", "T[T]", "&", "<-", '"s"', "`", "\n\t", "len(", "~", "|", "return ", "go ", "package m\n", "\x00", "é",
    ]
)  # fmt: skip


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(FRAGMENTS, max_size=60))
def test_any_fragments(world, parts):
    ask_everything(world('package m\nimport "sync"\n' + "".join(parts)))
