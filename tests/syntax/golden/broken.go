package p

func first() {
	mu.Lock()
	x = = 1
	mu.Unlock()
}

func second() {
	go func() {
		a()
		b( ) )
		c()
	}()
	if x {
		d()
		y :: 2
		e()
	}
	for i := range n {
		f()
		g(
	}
	h()
}

type T struct {
	good int
	bad bad bad
	mu   sync.Mutex
}

func unclosed() {
	a()
	if x {
		b()

func last() { z() }
