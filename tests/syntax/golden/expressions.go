package p

var (
	names    = a
	literals = []any{1, 2.5, 3i, 'c', "s\n", `raw`, nil, true, iota}
	selector = a.b.c
	calls    = f(a, b...)(1)
	commented = f( /* none */ a /* first */, b)
	generic  = f[int](x)
	generics = pkg.F[K, V](x)
	index    = m["k"]
	slices   = s[1:2:3][:][x:]
	chain    = a + b + c - d - e*f
	logic    = a && b && (c || d)
	compared = a /* left */ == /* right */ b
	unary    = -a + !b + ^c + +d
	pointers = *p + *(&q)
	receive  = <-ch
	asserted = x.(T).y
	convert  = []byte(s)
	pointer  = (*T)(p)
	function = func(a int) (err error) { return nil }
	called   = func() int { return 1 }()
	made     = make(chan int, 3)
	news     = new(T)
	method   = (*T).Lock
	literal  = T{a: 1, "k": {1, 2}, f(): &U{}, pkg.T{}, G[int]{}}
	array    = [...]int{2: 1}
	nested   = map[string][]T{"a": {{x: 1}, {}}}
	empty    = struct{}{}
	interf   = interface{}(x)
)
