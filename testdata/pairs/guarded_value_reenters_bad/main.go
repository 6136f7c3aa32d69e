// Command guarded_value_reenters keeps tenants' quotas behind a small generic guard.
package main

// needs: generics, parameter, closure

import (
	"errors"
	"fmt"
	"os"
	"sync"
)

// Guarded hands its value out only while it is locked.
type Guarded[T any] struct {
	mu    sync.Mutex
	value T
}

func Guard[T any](v T) *Guarded[T] { return &Guarded[T]{value: v} }

func (g *Guarded[T]) Do(fn func(v *T) error) error {
	g.mu.Lock() // or "double-lock"
	defer g.mu.Unlock()
	return fn(&g.value) // or "double-lock"
}

type Quotas map[string]int

type Service struct {
	quotas *Guarded[Quotas]
}

var ErrExhausted = errors.New("quota exhausted")

func (s *Service) Remaining(tenant string) (n int) {
	_ = s.quotas.Do(func(q *Quotas) error { // or "double-lock"
		n = (*q)[tenant]
		return nil
	})
	return n
}

func (s *Service) Charge(tenant string, units int) error {
	return s.quotas.Do(func(q *Quotas) error { // or "double-lock"
		if s.Remaining(tenant) < units { // want "double-lock"
			return fmt.Errorf("%s: %w", tenant, ErrExhausted)
		}
		(*q)[tenant] -= units
		return nil
	})
}

func main() {
	svc := &Service{quotas: Guard(Quotas{"acme": 10, "globex": 1})}
	for _, tenant := range []string{"acme", "globex"} {
		if err := svc.Charge(tenant, 3); err != nil {
			fmt.Fprintln(os.Stdout, "refused:", err)
			continue
		}
		fmt.Println(tenant, "has", svc.Remaining(tenant))
	}
}
