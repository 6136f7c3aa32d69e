package p

import "fmt"
import (
	. "strings"
	_ "embed"
	y `example.com/x/y`
)

const one = 1

const (
	a, b = iota, "x"
	c, d
	e int = 3
	f
)

var v int
var w, x = 1, 2

type (
	Name   int
	Alias  = pkg.Other
	Vector[T any] = []T
)

type Struct struct {
	sync.Mutex
	*pkg.Embedded
	Generic[int]
	a, b int `tag:"x"`
	_    func(int, ...string) (n int, err error)
	in   <-chan int
	out  chan<- int
	both chan struct{}
	m    map[string][4]*T
}

type Iface interface {
	Reader
	Method(a int) error
	~int | ~string
	comparable
}

type Set[K comparable, V, W any, N interface{ ~int }] struct{ m map[K]V }

func external(x int) int

func (s *Set[K, V, W, N]) Do(ctx context.Context, f func() error, rest ...int) (n int, err error) { return }

func (Set[K, V, W, N]) Unnamed() {}

func Map[T, U any](in []T, f func(T) U) []U { return nil }

func grouped(a, b int, c string, _ func(), int2 interface{ M() }) (struct{ x int }, error) { return }
