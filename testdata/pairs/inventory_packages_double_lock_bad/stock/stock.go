// Package stock keeps quantities and tells a hook about small ones.
package stock

// Stock is not safe for concurrent use.
type Stock struct {
	quantity map[string]int
	low      func(item string, left int)
}

// New returns an empty stock.
func New() *Stock { return &Stock{quantity: map[string]int{}} }

// OnLow sets the hook.
func (s *Stock) OnLow(hook func(item string, left int)) { s.low = hook }

// Change adds n, which may be negative.
func (s *Stock) Change(item string, n int) {
	s.quantity[item] += n
	s.check(item)
}

// Left says how many there are.
func (s *Stock) Left(item string) int { return s.quantity[item] }

func (s *Stock) check(item string) {
	if left := s.quantity[item]; left < 2 {
		s.notify(item, left)
	}
}

func (s *Stock) notify(item string, left int) {
	if s.low != nil {
		s.low(item, left)
	}
}
