package p

import "sync"

var (
	first  = second + 1
	second = compute(func() int { return 2 })
)

var handlers = map[string]func(){
	"one": func() { lock.Lock() },
	"two": two,
}

var lock, spare sync.Mutex
var ready, failed = make(chan struct{}), make(chan error, 1)
var cond = sync.NewCond(&lock)
var onExit = func() {
	go func() { <-ready }()
}

var table = []struct {
	name string
	run  func()
}{
	{"a", two},
	{name: "b", run: func() { failed <- nil }},
}

func compute(f func() int) int { return f() }
func two()                     { onExit() }
func all()                     { handlers["one"](); table[0].run() }
