// A generic helper locks two guarded values in the order of its arguments; callers pass them both ways.
package main

import (
	"fmt"
	"sync"
	"time"
)

type Guarded[T any] struct {
	mu sync.Mutex
	v  T
}

func Both[A, B any](a *Guarded[A], b *Guarded[B], do func(*A, *B)) {
	a.mu.Lock()
	defer a.mu.Unlock()
	b.mu.Lock()
	defer b.mu.Unlock()
	do(&a.v, &b.v)
}

type Users map[string]int
type Orders []string

type shop struct {
	users  Guarded[Users]
	orders Guarded[Orders]
}

func (s *shop) place(user, item string) {
	Both(&s.users, &s.orders, func(u *Users, o *Orders) {
		time.Sleep(50 * time.Microsecond)
		(*u)[user]++
		*o = append(*o, item)
	})
}

func (s *shop) expire() {
	Both(&s.users, &s.orders, func(u *Users, o *Orders) {
		time.Sleep(50 * time.Microsecond)
		if len(*o) > 3 {
			*o = (*o)[1:]
		}
		delete(*u, "nobody")
	})
}

func main() {
	s := &shop{users: Guarded[Users]{v: Users{}}}
	var wg sync.WaitGroup
	wg.Add(2)
	go func() {
		defer wg.Done()
		for i := range 300 {
			s.place("ann", fmt.Sprint("item", i))
		}
	}()
	go func() {
		defer wg.Done()
		for range 300 {
			s.expire()
		}
	}()
	wg.Wait()
	fmt.Println(s.users.v)
}
