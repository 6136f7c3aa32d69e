// Command printer_once_generic fills lazily computed cells of a sheet; one formula refers to itself.
package main

import "fmt"
import "sync"

type Lazy[T any] struct {
	once sync.Once
	make func() T
	val  T
}

func (l *Lazy[T]) Get() T {
	l.once.Do(func() { l.val = l.make() })
	return l.val
}

type sheet struct{ cells map[string]*Lazy[int] }

func (s *sheet) set(name string, formula func() int) {
	s.cells[name] = &Lazy[int]{make: formula}
}

func (s *sheet) at(name string) int { return s.cells[name].Get() }

func main() {
	s := &sheet{cells: make(map[string]*Lazy[int])}
	s.set("a1", func() int { return 4 })
	s.set("a2", func() int { return s.at("a1") * 2 })
	s.set("a3", func() int { return s.at("a2") + s.at("a1") })
	for _, name := range []string{"a1", "a2", "a3"} {
		fmt.Println(name, s.at(name))
	}
}
