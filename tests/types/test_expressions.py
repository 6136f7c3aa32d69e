"""Types of local variables and expressions inside functions."""

from __future__ import annotations

from gostatic.syntax import ast
from gostatic.types.show import type_text

FORMS = """
    package m
    import (
        "context"
        "net/http"
        "net/url"
        "os/exec"
        "sync"
        "sync/atomic"
        "time"
    )
    type T struct {
        mu    sync.Mutex
        next  *T
        items []*T
        done  chan struct{}
        cb    func(int) (string, error)
        sub   struct{ once sync.Once }
    }
    type P *T
    type Grid [3][4]T
    type Work func(ctx context.Context) error
    func (t *T) Next() *T { return t.next }
    func (t T) Two() (int, *T) { return 0, nil }
    func (w Work) Twice() Work { return w }
    func mk(n int) (a, b *T) { return nil, nil }
    var global = &T{}

    func forms(t *T, names ...string) (err error) {
        a, b := mk(1)
        n, u := t.Next().Two()
        mu := &t.mu
        item := t.items[0]
        rest := t.items[1:]
        sub := t.sub.once
        s, e := t.cb(1)
        v, ok := <-t.done
        ch := make(chan *T, 2)
        r := <-ch
        dyn := any(t).(*T)
        dyn2, ok2 := any(t).(interface{ Next() *T })
        lit := []T{{}, {}}
        pl := &http.Server{Addr: "x"}
        m := map[string]chan<- int{}
        mv, ok3 := m["a"]
        fn := func(x int) <-chan T { return nil }
        fr := fn(1)
        meth := t.Next
        mexpr := (*T).Next
        mres := mexpr(t)
        first := names[0]
        char := first[0]
        conv := Work(nil)
        tw := conv.Twice().Twice()
        pp := P(t)
        viap := pp.next
        var g Grid
        cell := g[1][2]
        deref := *t
        cmp := n == 1 || ok
        dur := 2 * time.Second
        since := time.Since(time.Now())
        secs := since.Seconds()
        timer := time.AfterFunc(dur, func() {})
        tc := timer.C
        ctx, cancel := context.WithTimeout(context.Background(), dur)
        dn := ctx.Done()
        cmd := exec.CommandContext(ctx, "true")
        pst := cmd.ProcessState
        var cnt atomic.Int64
        load := cnt.Load()
        var box atomic.Pointer[T]
        boxed := box.Load()
        sl := append(rest, t)
        l := len(sl)
        nw := new(sync.WaitGroup)
        nwe := new(dur)
        var x, y = 1, "s"
        var z T
        link, lerr := url.Parse("x")
        str := string(rune(l))
        neg := -l
        fl := 1 / 2.0
        bytes := []byte("x")
        gl := global.next.Next()
        cp := copy(bytes, bytes)
        sh := dur << 2
        imm := func() int { return 1 }()
        rec := recover()
        resp, rerr := http.DefaultClient.Do(nil)
        body := resp.Body
        return nil
    }
"""


def test_forms(world):
    found = world(FORMS).locals("forms")
    m = "example.com/m."
    assert found == {
        "t": f"*{m}T", "names": "[]string", "err": "error", "a": f"*{m}T", "b": f"*{m}T", "n": "int", "u": f"*{m}T",
        "mu": "*sync.Mutex", "item": f"*{m}T", "rest": f"[]*{m}T", "sub": "sync.Once", "s": "string", "e": "error",
        "v": "struct{}", "ok": "bool", "ch": f"chan *{m}T", "r": f"*{m}T", "dyn": f"*{m}T",
        "dyn2": f"interface{{Next() *{m}T}}", "ok2": "bool", "lit": f"[]{m}T", "pl": "*net/http.Server",
        "m": "map[string]chan<- int", "mv": "chan<- int", "ok3": "bool", "fn": f"func(int) <-chan {m}T",
        "fr": f"<-chan {m}T", "meth": f"func() *{m}T", "mexpr": f"func(*{m}T) *{m}T", "mres": f"*{m}T", "first": "string",
        "char": "uint8", "conv": f"{m}Work", "tw": f"{m}Work", "pp": f"{m}P", "viap": f"*{m}T", "g": f"{m}Grid",
        "cell": f"{m}T", "deref": f"{m}T", "cmp": "bool", "dur": "time.Duration", "since": "time.Duration",
        "secs": "float64", "timer": "*time.Timer", "tc": "<-chan time.Time", "ctx": "context.Context",
        "cancel": "context.CancelFunc", "dn": "<-chan struct{}", "cmd": "*os/exec.Cmd", "pst": "*os.ProcessState",
        "cnt": "sync/atomic.Int64", "load": "int64", "box": f"sync/atomic.Pointer[{m}T]", "boxed": f"*{m}T",
        "sl": f"[]*{m}T", "l": "int", "nw": "*sync.WaitGroup", "nwe": "*time.Duration", "x": "int", "y": "string",
        "z": f"{m}T", "link": "*net/url.URL", "lerr": "error", "str": "string", "neg": "int", "fl": "float64",
        "bytes": "[]uint8", "gl": f"*{m}T", "cp": "int", "sh": "time.Duration", "imm": "int", "rec": "any",
        "resp": "*net/http.Response", "rerr": "error", "body": "io.ReadCloser",
    }  # fmt: skip


def test_range(world):
    w = world("""
        package m
        import "iter"
        type Seq func(yield func(string, *int) bool)
        func f(s []string, a [2]*int, pa *[2]bool, m map[string]chan int, c <-chan error, n uint8, t string, q Seq,
            i iter.Seq2[int, error], one iter.Seq[byte]) {
            for k1, v1 := range s { _, _ = k1, v1 }
            for k2, v2 := range a { _, _ = k2, v2 }
            for k3, v3 := range pa { _, _ = k3, v3 }
            for k4, v4 := range m { _, _ = k4, v4 }
            for k5 := range c { _ = k5 }
            for k6 := range n { _ = k6 }
            for k7, v7 := range t { _, _ = k7, v7 }
            for k8, v8 := range q { _, _ = k8, v8 }
            for k9, v9 := range i { _, _ = k9, v9 }
            for k10 := range one { _ = k10 }
            for k11 := range 10 { _ = k11 }
            for s, s := range s { _ = s }
        }
    """)
    found = w.locals("f")
    assert [found.get(f"k{n}") for n in range(1, 12)] == [
        "int", "int", "int", "string", "error", "uint8", "int", "string", "int", "uint8", "int",
    ]  # fmt: skip
    assert [found.get(f"v{n}") for n in (1, 2, 3, 4, 7, 8, 9)] == [
        "string", "*int", "bool", "chan int", "int32", "*int", "error",
    ]  # fmt: skip


def test_type_switch_and_select(world):
    w = world("""
        package m
        import "net"
        func f(x any, e error, c chan string, v struct{ ch chan int8 }) {
            switch a := x.(type) {
            case *net.TCPConn:
                one := a
            case int, string:
                two := a
            case nil:
                three := a
            default:
                four := a
            }
            switch e := e.(type) {
            case net.Error:
                five := e.Timeout()
            }
            select {
            case s, ok := <-c:
                six, seven := s, ok
            case v := <-v.ch:
                eight := v
            }
        }
    """)
    found = w.locals("f")
    names = ("one", "two", "three", "four", "five", "six", "seven", "eight")
    assert [found[name] for name in names] == ["*net.TCPConn", "any", "any", "any", "bool", "string", "bool", "int8"]


def test_shadowing(world):
    w = world("""
        package m
        import "net/url"
        type item struct{ n int }
        func f(url *url.URL, string string, item *item) {
            x := 1
            {
                x := "s"
                in := x
            }
            out := x
            y := url.Host
            x2 := item.n
            if x := x2 == 1; x {
                cond := x
            }
            len := func(s []int) bool { return false }
            ln := len(nil)
            var u url.URL
        }
        func g() {
            type item chan bool
            type alias = *item
            const size, other = 3, "s"
            var i item
            var a alias
            b := <-i
            arr := [size]int{}
            o := other
            {
                type item struct{ mu int8 }
                j := item{}
                mu := j.mu
            }
        }
    """)
    found = w.locals("f")
    assert {name: found[name] for name in ("url", "string", "item", "in", "out", "y", "x2", "cond", "ln", "u")} == {
        "url": "*net/url.URL", "string": "string", "item": "*example.com/m.item", "in": "string", "out": "int", "y": "string",
        "x2": "int", "cond": "bool", "ln": "bool", "u": "net/url.URL",
    }  # fmt: skip
    found = w.locals("g")
    assert found == {
        "i": "example.com/m.item", "a": "*example.com/m.item", "b": "bool", "arr": "[3]int", "o": "string",
        "j": "example.com/m.item", "mu": "int8",
    }  # fmt: skip
    i, j = (var for var in w.variables("g") if var.name in "ij")
    assert w.types.local_type(i) != w.types.local_type(j)


def test_generics(world):
    w = world("""
        package m
        import ("slices"; "maps"; "sync"; "sync/atomic")
        type List[T any] struct {
            head *Node[T]
            mu   sync.Mutex
        }
        type Node[T any] struct {
            val  T
            next *Node[T]
            list *List[T]
        }
        type Pair[K comparable, V any] struct { Key K; Val V }
        type Ints = List[int]
        func (l *List[E]) Front() *Node[E] { return l.head }
        func (l *List[E]) Each(f func(E) bool) {}
        func (n *Node[X]) Value() X { return n.val }
        func (l *List[E]) Map[R any](f func(E) R) *List[R] { return nil }
        func New[T any]() *List[T] { return nil }
        func Of[T any](vs ...T) *List[T] { return nil }
        func Map[T, R any](in []T, f func(T) R) []R { return nil }
        func Keys[M ~map[K]V, K comparable, V any](m M) []K { return nil }
        func Zip[A comparable, B any](a []A, b []B) []Pair[A, B] { return nil }
        func Ptr[T any](v T) *T { return &v }
        func Recv[C ~chan E, E any](c C) E { return <-c }
        func two() (string, error) { return "", nil }
        func Must[T any](v T, err error) T { return v }
        func Same[T any](a, b T) T { return a }
        func f(l *List[string], ints Ints, named map[string]*Pair[int, bool], ch chan int8) {
            a := l.Front()
            b := a.Value()
            c := a.next.list.head.val
            d := New[error]()
            e := Of(1, 2).Front().val
            f := Map([]int{1}, func(i int) string { return "" })
            g := Keys(named)
            h := Zip([]string{}, []error{})
            i := h[0].Val
            j := Ptr(l)
            k := Recv(ch)
            m := Must(two())
            n := ints.head
            o := Map[int, bool]
            p := Pair[string, []int]{}
            q := p.Val
            r := named["x"].Key
            s := Same(1, int64(2))
            t := l.Map(func(s string) float32 { return 0 })
            u := slices.Clone(g)
            v := maps.Keys(named)
            var w atomic.Pointer[Pair[string, int]]
            x := w.Load().Key
            y := sync.OnceValue(func() *int { return nil })
            z := y()
            for _, el := range Zip([]int8{}, []bool{}) { _ = el }
        }
        func (l *List[E]) inside(x E) {
            a := l.head.val
            b := Of(x)
            c := []E{x}[0]
        }
        func generic[T interface{ Lock(); Do() int }, S ~[]T](x T, s S) {
            a := x.Do()
            b := s[0]
            for _, c := range s { _ = c }
        }
    """)
    m = "example.com/m."
    found = w.locals("f")
    assert {k: v for k, v in found.items() if len(k) == 1 or k == "el"} == {
        "l": f"*{m}List[string]", "a": f"*{m}Node[string]", "b": "string", "c": "string", "d": f"*{m}List[error]", "e": "int",
        "f": "[]string", "g": "[]string", "h": f"[]{m}Pair[string, error]", "i": "error", "j": f"**{m}List[string]",
        "k": "int8", "m": "string", "n": f"*{m}Node[int]", "o": "func([]int, func(int) bool) []bool",
        "p": f"{m}Pair[string, []int]", "q": "[]int", "r": "int", "s": "int64", "t": f"*{m}List[float32]", "u": "[]string",
        "v": "iter.Seq[string]", "w": f"sync/atomic.Pointer[{m}Pair[string, int]]", "x": "string", "y": "func() *int",
        "z": "*int", "el": f"{m}Pair[int8, bool]",
    }  # fmt: skip
    assert w.locals("List.inside") == {"l": f"*{m}List[E]", "x": "E", "a": "E", "b": f"*{m}List[E]", "c": "E"}
    assert w.locals("generic") == {"x": "T", "s": "S", "a": "int", "b": "T", "c": "T"}


def test_selections(world):
    w = world("""
        package m
        import "sync"
        type Base struct{ sync.Mutex; n int }
        type T struct{ *Base; w sync.Locker }
        func f(t *T) {
            sync.NewCond(nil)
            t.Lock()
            t.w.Lock()
            t.n
            (*T).Lock(t)
            sync.Locker.Unlock(t.w)
            t.nothing()
            missing.Call()
            t.Base.Mutex.Unlock()
        }
    """)
    selections = []
    for expr, scope in w.walked("f").exprs:
        sel = expr.fun if isinstance(expr, ast.Call) else expr
        assert isinstance(sel, ast.Selector)
        selections.append(w.types.select(sel, scope))
    new, lock, iface, field, method_expr, iface_expr, nothing, missing, explicit = selections
    assert (new.kind, new.symbol.id, new.symbol.library) == ("package", "sync.NewCond", True)
    assert (lock.kind, lock.symbol.id, lock.member.path) == ("method", "sync.Mutex.Lock", ("Base", "Mutex"))
    assert type_text(lock.base_type) == "*example.com/m.T"
    assert type_text(lock.member.owner) == "sync.Mutex"
    assert (iface.kind, iface.symbol, type_text(iface.member.owner)) == ("interface", None, "sync.Locker")
    assert (field.kind, field.member.path, type_text(field.member.owner)) == ("field", ("Base",), "example.com/m.Base")
    assert (method_expr.kind, method_expr.symbol.id) == ("method-expr", "sync.Mutex.Lock")
    assert (iface_expr.kind, iface_expr.symbol) == ("method-expr", None)
    assert nothing is None and missing is None
    assert (explicit.symbol.id, explicit.member.path) == ("sync.Mutex.Unlock", ())


def test_a_released_variable_keeps_what_was_asked(world):
    w = world("package m\nfunc f(a int) { b := a; c := b }\n")
    a, b, c = w.variables("f")
    assert type_text(w.types.local_type(b)) == "int"
    for var in (a, b, c):
        var.release()
    assert [type_text(w.types.local_type(var)) for var in (a, b, c)] == ["int", "int", "?"]
