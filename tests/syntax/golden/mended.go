package p

var p = new(1 + 2)

func (s *Set[K]) Map[T any, U interface{ ~int }](f func(K) T) []T {
	return s.inner.Map[T](f)
}

func (s Set) Alloc(make func(int) []int) {
	a := new(f(x))
	b := new([]int{1, 2})
	c := new(T)
	d := new(map[string]int)
	e := make("size", 3)
	g := make([]int, 3)
}
