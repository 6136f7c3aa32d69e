// Command state_loop_commands keeps its state in one goroutine; callers send closures and wait for their answers.
package main

import "fmt"

type Store struct {
	commands chan func(map[string]int)
	closing  chan struct{}
	closed   chan struct{}
}

func Open() *Store {
	s := &Store{make(chan func(map[string]int)), make(chan struct{}), make(chan struct{})}
	go s.loop()
	return s
}

func (s *Store) loop() {
	defer close(s.closed)
	state := make(map[string]int)
	for {
		select {
		case do := <-s.commands:
			do(state)
		case <-s.closing:
			return
		}
	}
}

func (s *Store) do(f func(map[string]int)) bool {
	ran := make(chan struct{})
	command := func(m map[string]int) {
		defer close(ran)
		f(m)
	}
	select {
	case s.commands <- command:
		<-ran
		return true
	case <-s.closed:
		return false
	}
}

func (s *Store) Get(k string) (v int, ok bool) {
	s.do(func(m map[string]int) { v, ok = m[k] })
	return
}

func (s *Store) Add(k string, n int) bool { return s.do(func(m map[string]int) { m[k] += n }) }

func (s *Store) Close() {
	close(s.closing)
	<-s.closed
}

func main() {
	s := Open()
	s.Add("a", 1)
	s.Add("a", 2)
	fmt.Println(s.Get("a"))
	s.Close()
	fmt.Println(s.Add("a", 1))
}
