"""Promotion through embedding, method sets, interfaces, containment."""

from __future__ import annotations

from gostatic.types.model import Named, Pointer, Slice
from gostatic.types.show import type_text


def show(member):
    if member is None:
        return None
    return member.kind, member.path, type_text(member.owner), type_text(member.type)


def test_promotion(world):
    w = world("""
        package m
        import ("sync"; "io")
        type Base[T any] struct{ sync.RWMutex; val T }
        func (b *Base[X]) Get() X { return b.val }
        type Mid struct{ *Base[int]; io.Reader; name string }
        type Top struct{ Mid; name int }
        type Sub Mid
        type Left struct{ A int }
        type Right struct{ A int; B int }
        type Both struct{ Left; *Right }
        type Ptr *Top
        type Iface interface{ io.Closer; Do() }
        type Holder struct{ Iface }
        type Loop struct{ *Loop; X int }
        type Anon struct{ in struct{ sync.Mutex } }
    """)
    t, m = w.types, "example.com/m."
    top = w.named("Top")
    assert show(t.member(top, "RLock")) == ("method", ("Mid", "Base", "RWMutex"), "sync.RWMutex", "func()")
    assert t.member(top, "RLock").func.id == "sync.RWMutex.RLock"
    assert t.member(Pointer(top), "RLock") is t.member(top, "RLock")
    assert show(t.member(top, "Get")) == ("method", ("Mid", "Base"), f"{m}Base[int]", "func() int")
    assert show(t.member(top, "val")) == ("field", ("Mid", "Base"), f"{m}Base[int]", "int")
    assert show(t.member(top, "name")) == ("field", (), f"{m}Top", "int")
    assert show(t.member(top, "Read")) == ("interface", ("Mid", "Reader"), "io.Reader", "func([]uint8) (int, error)")
    assert show(t.member(top, "Mid")) == ("field", (), f"{m}Top", f"{m}Mid")
    assert show(t.member(w.named("Sub"), "Get")) == ("method", ("Base",), f"{m}Base[int]", "func() int")
    assert t.member(w.named("Both"), "A") is None
    assert show(t.member(w.named("Both"), "B")) == ("field", ("Right",), f"{m}Right", "int")
    assert show(t.member(w.named("Ptr"), "name")) == ("field", (), f"{m}Top", "int")
    assert show(t.member(w.named("Holder"), "Close")) == ("interface", ("Iface",), "io.Closer", "func() error")
    assert show(t.member(w.named("Iface"), "Do")) == ("interface", (), f"{m}Iface", "func()")
    assert show(t.member(w.named("Loop"), "X")) == ("field", (), f"{m}Loop", "int")
    assert t.member(w.named("Loop"), "Y") is None
    assert show(t.member(Named("", "error"), "Error")) == ("interface", (), "error", "func() string")
    inner = t.member(w.named("Anon"), "in").type
    assert show(t.member(inner, "Lock")) == ("method", ("Mutex",), "sync.Mutex", "func()")


def test_pointer_to_pointer_has_no_members(world):
    w = world("package m\ntype T struct{ x int }\n")
    assert w.types.member(Pointer(Pointer(w.named("T"))), "x") is None


def test_underlying(world):
    w = world("""
        package m
        type A B
        type B struct{ x *A }
        type C []A
        type D func(D) D
        type G[K comparable, V any] map[K]*G[V, int]
    """)
    t = w.types
    assert type_text(t.underlying(w.named("A"))) == "struct{x *example.com/m.A}"
    assert type_text(t.underlying(w.named("D"))) == "func(example.com/m.D) example.com/m.D"
    instance = w.named("G", Named("", "error"), Slice(Named("time", "Time")))
    assert type_text(t.underlying(instance)) == "map[error]*example.com/m.G[[]time.Time, int]"
    assert t.underlying(Slice(w.named("A"))) == Slice(w.named("A"))
    assert type_text(t.underlying(Named("not/read", "X"))) == "?"


def test_interface_methods_and_implements(world):
    w = world("""
        package m
        import ("io"; "sync")
        type RWC interface{ io.ReadWriteCloser; Flush(int) error }
        type V struct{}
        func (V) Read(p []byte) (int, error) { return 0, nil }
        func (V) Write(p []byte) (int, error) { return 0, nil }
        func (v V) Close() error { return nil }
        func (v *V) Flush(n int) error { return nil }
        type E struct{ *V }
        type F struct{ V }
        type Bad struct{}
        func (Bad) Read() {}
        type L struct{ sync.Mutex }
        type Self interface{ Self; M() }
        type Set[T any] interface{ Add(T) bool }
        type IntSet struct{}
        func (IntSet) Add(int) bool { return true }
    """)
    t = w.types
    rwc = w.named("RWC")
    assert list(t.interface_methods(rwc)) == ["Flush", "Read", "Write", "Close"] or set(t.interface_methods(rwc)) == {
        "Flush", "Read", "Write", "Close",
    }  # fmt: skip
    assert not t.implements(w.named("V"), rwc)
    assert t.implements(Pointer(w.named("V")), rwc)
    assert t.implements(w.named("E"), rwc)
    assert not t.implements(w.named("F"), rwc)
    assert t.implements(Pointer(w.named("F")), rwc)
    assert t.implements(w.named("V"), Named("io", "Reader"))
    assert not t.implements(w.named("Bad"), Named("io", "Reader"))
    assert t.implements(Pointer(w.named("L")), Named("sync", "Locker"))
    assert not t.implements(w.named("L"), Named("sync", "Locker"))
    assert list(t.interface_methods(w.named("Self"))) == ["M"]
    assert t.implements(w.named("IntSet"), w.named("Set", Named("", "error")))
    assert t.interface_methods(w.named("V")) == {}


def test_contains(world):
    w = world("""
        package m
        import ("sync"; "strings")
        type A struct{ n int; mu sync.Mutex }
        type B struct{ p *A; list []A; m map[int]A; f func(A) }
        type C struct{ x int; arr [3]struct{ a A } }
        type D struct{ B; C }
        type E [2]D
        type R struct{ R; mu sync.Mutex }
        type G[T any] struct{ v T }
        type H struct{ g G[sync.RWMutex] }
    """)

    def is_lock(named):
        return named.pkg == "sync" and named.name in ("Mutex", "RWMutex")

    t = w.types
    found = {name: t.contains(w.named(name), is_lock) for name in "ABCDERH"}
    assert found == {
        "A": ("mu",), "B": None, "C": ("arr", "a", "mu"), "D": ("C", "arr", "a", "mu"), "E": ("C", "arr", "a", "mu"),
        "R": ("mu",), "H": ("g", "v"),
    }  # fmt: skip
    assert t.contains(Named("sync", "Mutex"), is_lock) == ()
    assert t.contains(Pointer(w.named("A")), is_lock) is None
    assert t.contains(Named("strings", "Builder"), is_lock) is None
