"""Package-level names: functions, methods, groups, aliases, constants, several files."""

from __future__ import annotations

import pytest

from gostatic.types.model import Named, Pointer
from gostatic.types.show import type_text
from gostatic.types.universe import ConstSymbol, FuncSymbol, TypeSymbol, VarSymbol


def test_names_of_every_kind_are_found(world):
    w = world("""
        package m

        func F() {}
        type T struct{ a int }
        type (
            U = T
            V[K comparable] map[K]int
        )
        var x, y = 1, "s"
        var (
            z    T
            p, q *T
        )
        const c = 1
        const (
            d = iota
            e, f = iota, -iota
        )
        func (t *T) M() {}
        func (V[K]) N() {}
    """)
    names = (*"FTUVxyzpqcdefM", "nope")
    kinds = {name: type(w.package.lookup(name)) for name in names}
    assert kinds["F"] is FuncSymbol
    assert {kinds["T"], kinds["U"], kinds["V"]} == {TypeSymbol}
    assert {kinds[name] for name in "xyzpq"} == {VarSymbol}
    assert {kinds[name] for name in "cdef"} == {ConstSymbol}
    assert kinds["M"] is kinds["nope"] is type(None)
    assert w.package.method("T", "M").id == "example.com/m.T.M"
    assert list(w.package.methods("V")) == ["N"]
    assert [symbol.id for symbol in w.package.functions()] == [
        "example.com/m.F",
        "example.com/m.T.M",
        "example.com/m.V.N",
    ]
    assert [symbol.name for symbol in w.package.variables()] == ["x", "y", "z", "p", "q"]
    assert w.package.lookup("z").id == "example.com/m.z"


def test_one_symbol_per_declaration(world):
    w = world("package m\nfunc F() {}\ntype T int\n")
    assert w.package.lookup("F") is w.package.lookup("F") is w.package.functions()[0]
    assert w.package.lookup("T") is w.package.lookup("T")


def test_every_init_and_blank_function_is_listed(world):
    w = world(
        {
            "m": {
                "a.go": "package m\nfunc init() {}\nfunc init() {}\nfunc _() {}\n",
                "b.go": "package m\nfunc init() {}\n",
            }
        }
    )
    assert [(f.file.path, f.name) for f in w.package.functions()] == [
        ("m/a.go", "init"), ("m/a.go", "init"), ("m/a.go", "_"), ("m/b.go", "init"),
    ]  # fmt: skip
    assert w.package.lookup("init") is None


def test_nothing_is_parsed_until_asked(world, monkeypatch):
    from gostatic.syntax import parse

    calls = []
    original = parse.parse_decls
    monkeypatch.setattr(parse, "parse_decls", lambda *args, **named: calls.append(args) or original(*args, **named))
    w = world("package m\nvar a = 1\nvar b = 2\ntype T struct{}\nfunc F() {}\n")
    assert w.package.lookup("F")
    assert w.package.lookup("nothing") is None
    assert calls == []
    assert w.package.lookup("a") and w.package.lookup("a")
    assert len(calls) == 1


@pytest.mark.parametrize(
    "source",
    [
        "package m\nvar ( x = 1; y = 2 )\n",
        "package m\nvar (\n  x = 1\n    y = 2\n)\n",
        "package m\nvar (\r\n\tx = 1\r\n\ty = 2\r\n)\r\n",
        "package m\nvar x, \n y = 1, 2\n",
        "package m\nvar(x,y = 1,2;)\n",
        "package m\nvar (\n\t// x comes first\n\tx = 1\n\n\t/* then */ y = 2\n)\n",
    ],
)
def test_groups_laid_out_otherwise(world, source):
    w = world(source)
    assert w.var("x") == w.var("y") == "int"


def test_a_name_in_a_raw_string_is_no_declaration(world):
    w = world("package m\nvar (\n\ta = `\n\tb = 1\n`\n)\n")
    assert w.package.lookup("b") is None
    assert w.var("a") == "string"


def test_letters_beyond_ascii(world):
    w = world("package m\nvar größe = 1\nvar (\n\tдлина = `x`\n)\ntype 型 struct{}\n")
    assert w.var("größe") == "int"
    assert w.var("длина") == "string"
    assert isinstance(w.package.lookup("型"), TypeSymbol)


def test_aliases_are_resolved(world):
    w = world("""
        package m
        import "sync"
        type A = sync.Mutex
        type B = A
        type C = *B
        type D[T any] = map[string]T
        var a A
        var b B
        var c C
        var d D[int]
    """)
    assert [w.var(name) for name in "abcd"] == ["sync.Mutex", "sync.Mutex", "*sync.Mutex", "map[string]int"]


def test_constants(world):
    w = world("""
        package m
        import ("time"; "os"; "net/http")
        const (
            A = iota
            B
            C
            _
            E
        )
        const (
            K, L = 1 << iota, 10 * iota
            M, N
            _, _
            O, P
        )
        const big = 1_000
        const hex = 0xFF + 0b11 + 0o17 + 017
        const timeout = 2 * time.Second
        const rune_ = 'a' + 1
        const text = "x" + "\\u00e9y" + `r`
        const size = len(text)
        const flag = os.O_RDONLY
        const status = http.StatusOK
        const typed uint8 = 7
        const float = 1e3
        const half = 1 / 2
        const neg = -7 % 3
        const yes = big > 10 && !false
        const all = ^uint8(0)
        const word = 32 << (^uint(0) >> 63)
        const conv = int64(timeout) / int64(time.Millisecond)
        const self = self + 1
        const huge = 1 << 100000
        const zero = 1 / 0
        const odd = notThere + 1
        const low = min(3, 2, 5)
        var array [size + 1]int
        const n = len(array)
    """)
    expected = {
        "A": 0, "B": 1, "C": 2, "E": 4, "K": 1, "L": 0, "M": 2, "N": 10, "O": 8, "P": 30, "big": 1000, "hex": 288,
        "timeout": 2_000_000_000, "rune_": 98, "text": "x\u00e9yr", "size": 5, "flag": 0, "status": 200, "typed": 7,
        "float": 1000, "half": 0, "neg": -1, "yes": True, "all": 255, "word": 64, "conv": 2000, "self": None, "huge": None,
        "zero": None, "odd": None, "low": 2, "n": 6,
    }  # fmt: skip
    assert {name: w.const(name) for name in expected} == expected


def test_constants_across_packages(world):
    w = world({
        "example.com/m": {"a.go": 'package m\nimport "example.com/m/cfg"\nconst X = cfg.Y + 1\nvar x = cfg.Y\n'},
        "example.com/m/cfg": {"a.go": "package cfg\ntype Level uint8\nconst Y Level = 3\n"},
    })  # fmt: skip
    assert w.const("X") == 4
    assert w.var("x") == "example.com/m/cfg.Level"


def test_signatures_and_receivers(world):
    w = world("""
        package m
        import "context"
        type Set[K comparable, V any] struct{ m map[K]V }
        func (s *Set[A, B]) Get(k A, more ...B) (v B, ok bool) { return }
        func (Set[_, V]) None() {}
        func Plain(ctx context.Context, f func(int) <-chan struct{ a, b int }, x interface{ M() }) error { return nil }
        func Gen[T any, S ~[]T](s S) T { panic(1) }
    """)
    t = w.types
    assert type_text(t.signature(w.func("Set.Get"))) == "func(A, ...B) (B, bool)"
    name, receiver = t.receiver(w.func("Set.Get"))
    assert (name, type_text(receiver)) == ("s", "*example.com/m.Set[A, B]")
    assert type_text(t.receiver(w.func("Set.None"))[1]).startswith("example.com/m.Set[")
    assert (
        type_text(t.signature(w.func("Plain")))
        == "func(context.Context, func(int) <-chan struct{a int; b int}, interface{M()}) error"
    )
    assert type_text(t.signature(w.func("Gen"))) == "func(S) T"
    assert t.receiver(w.func("Plain"))[0] == ""
    member = t.member(Pointer(Named("example.com/m", "Set", (Named("time", "Duration"), Named("", "error")))), "Get")
    assert type_text(member.type) == "func(time.Duration, ...error) (error, bool)"


def test_types_of_package_variables(world):
    w = world("""
        package m
        import (
            "context"
            "errors"
            "sync"
            "time"
        )
        type T struct{}
        func two() (int, *T) { return 0, nil }
        var mu sync.Mutex
        var once = &sync.Once{}
        var ErrX = errors.New("x")
        var n, t = two()
        var ctx, cancel = context.WithTimeout(context.Background(), time.Second)
        var ch = make(chan<- T, 3)
        var table = map[string][]*T{"a": {nil}}
        var arr = [...]int{1, 2, 3}
        var f = func(a int, b ...string) (ok bool) { return }
        var d = 3 * time.Second
        var m = table
        var e error
        var anyone any
        var b byte
        var _ = two
        var second = arr[1:]
        var tick = time.NewTicker(d).C
        var got = <-tick
    """)
    expected = {
        "mu": "sync.Mutex", "once": "*sync.Once", "ErrX": "error", "n": "int", "t": "*example.com/m.T",
        "ctx": "context.Context", "cancel": "context.CancelFunc", "ch": "chan<- example.com/m.T",
        "table": "map[string][]*example.com/m.T", "arr": "[3]int", "f": "func(int, ...string) bool", "d": "time.Duration",
        "m": "map[string][]*example.com/m.T", "e": "error", "anyone": "any", "b": "uint8", "second": "[]int",
        "tick": "<-chan time.Time", "got": "time.Time",
    }  # fmt: skip
    assert {name: w.var(name) for name in expected} == expected
