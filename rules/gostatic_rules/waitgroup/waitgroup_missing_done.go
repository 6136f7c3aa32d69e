package example

import (
	"errors"
	"fmt"
	"os"
	"runtime"
	"sync"
	"testing"
	"time"
)

var errEmpty = errors.New("empty")

func fetch(url string) (string, error) {
	if url == "" {
		return "", errEmpty
	}
	return url, nil
}

// Nobody calls Done: Wait never returns.
func badNobody() {
	var wg sync.WaitGroup
	wg.Add(1) // want "wg"
	go func() {
		time.Sleep(time.Second)
	}()
	wg.Wait()
}

// The error path leaves without Done.
func badEarlyReturn(urls []string) {
	var wg sync.WaitGroup
	for _, url := range urls {
		wg.Add(1)
		go func() {
			body, err := fetch(url)
			if err != nil {
				return // want "wg"
			}
			fmt.Println(len(body))
			wg.Done()
		}()
	}
	wg.Wait()
}

type crawler struct {
	wg    sync.WaitGroup
	pages map[string]string
}

func (c *crawler) visit(url string) {
	page, err := fetch(url)
	if err != nil {
		return // want "wg"
	}
	c.pages[url] = page
	c.wg.Done()
}

// The goroutine is a method; its error path is above.
func (c *crawler) okStartsVisit(url string) {
	c.wg.Add(1)
	go c.visit(url)
	c.wg.Wait()
}

// The goroutine is not started for an empty name, the count has been raised all the same.
func badNotStarted(names []string) {
	var wg sync.WaitGroup
	for _, name := range names {
		wg.Add(1) // want "wg"
		if name == "" {
			continue
		}
		go func() {
			defer wg.Done()
			fmt.Println(name)
		}()
	}
	wg.Wait()
}

// The constant is larger than the number of goroutines.
func badTooMany() {
	var wg sync.WaitGroup
	wg.Add(3) // want "wg"
	go func() {
		defer wg.Done()
		fmt.Println("one")
	}()
	go func() {
		defer wg.Done()
		fmt.Println("two")
	}()
	wg.Wait()
}

// The defer comes too late for the first return.
func badLateDefer(path string) {
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		file, err := os.Open(path)
		if err != nil {
			return // want "wg"
		}
		defer wg.Done()
		defer file.Close()
	}()
	wg.Wait()
}

// A switch in which one case forgets Done.
func badSwitch(kind int) {
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		switch kind {
		case 0:
			wg.Done()
		case 1:
			fmt.Println("nothing to do")
			return // want "wg"
		default:
			wg.Done()
		}
	}()
	wg.Wait()
}

// Goexit runs deferred calls only.
func badGoexit(ready bool) {
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		if !ready {
			runtime.Goexit() // want "wg"
		}
		wg.Done()
	}()
	wg.Wait()
}

// The usual form.
func okDefer(urls []string) {
	var wg sync.WaitGroup
	for _, url := range urls {
		wg.Add(1)
		go func() {
			defer wg.Done()
			if _, err := fetch(url); err != nil {
				return
			}
			fmt.Println(url)
		}()
	}
	wg.Wait()
}

// Add(n) before a loop of n.
func okAddLen(urls []string) {
	var wg sync.WaitGroup
	wg.Add(len(urls))
	for _, url := range urls {
		go func() {
			defer wg.Done()
			fmt.Println(url)
		}()
	}
	wg.Wait()
}

// A constant number of workers.
func okConstant() {
	const workers = 4
	var wg sync.WaitGroup
	wg.Add(workers)
	for range workers {
		go func() {
			defer wg.Done()
			fmt.Println("work")
		}()
	}
	wg.Wait()
}

// Done on every path by hand.
func okEveryPath(url string) {
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		if _, err := fetch(url); err != nil {
			wg.Done()
			return
		}
		fmt.Println(url)
		wg.Done()
	}()
	wg.Wait()
}

func finish(wg *sync.WaitGroup, name string) {
	fmt.Println("finished", name)
	wg.Done()
}

// Done lies in a callee that is deferred.
func okCallee(names []string) {
	var wg sync.WaitGroup
	for _, name := range names {
		wg.Add(1)
		go func() {
			defer finish(&wg, name)
			fmt.Println(name)
		}()
	}
	wg.Wait()
}

// Done lies in a deferred closure that recovers as well.
func okRecover(work func()) {
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		defer func() {
			if r := recover(); r != nil {
				fmt.Println("recovered:", r)
			}
			wg.Done()
		}()
		work()
	}()
	wg.Wait()
}

func worker(id int, wg *sync.WaitGroup) {
	defer wg.Done()
	fmt.Println(id)
}

// The goroutine is a function that gets the group as a pointer.
func okPointer() {
	var wg sync.WaitGroup
	for i := range 3 {
		wg.Add(1)
		go worker(i, &wg)
	}
	wg.Wait()
}

// Go counts by itself.
func okGo(work func()) {
	var wg sync.WaitGroup
	wg.Go(work)
	wg.Go(func() {
		if work == nil {
			return
		}
		work()
	})
	wg.Wait()
}

// Done as the first statement.
func okFirstStatement(work func()) {
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		wg.Done()
		work()
	}()
	wg.Wait()
}

// The path that starts no goroutine calls Done itself.
func okNotStarted(urls []string) {
	var wg sync.WaitGroup
	for _, url := range urls {
		wg.Add(1)
		if url == "" {
			wg.Done()
			continue
		}
		go func() {
			defer wg.Done()
			fmt.Println(url)
		}()
	}
	wg.Wait()
}

type server struct {
	wg sync.WaitGroup
}

// Counted in one method, given back in another.
func (s *server) okBegin() { s.wg.Add(1) }
func (s *server) okEnd()   { s.wg.Done() }
func (s *server) okClose() { s.wg.Wait() }

// The end of the process waits for nobody.
func okExit(path string) {
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		if path == "" {
			fmt.Fprintln(os.Stderr, "no path")
			os.Exit(1)
		}
		wg.Done()
	}()
	wg.Wait()
}

// FailNow runs deferred calls.
func okTest(t *testing.T) {
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		defer wg.Done()
		if _, err := fetch(""); err == nil {
			t.Error("no error")
			runtime.Goexit()
		}
	}()
	wg.Wait()
}

// Done is handed on as a function.
func okMethodValue(run func(done func())) {
	var wg sync.WaitGroup
	wg.Add(1)
	go run(wg.Done)
	wg.Wait()
}

type gatherer struct {
	pending sync.WaitGroup
	lock    sync.Mutex
	total   int
}

func (g *gatherer) add(n int) {
	defer g.pending.Done()
	g.lock.Lock()
	g.total += n
	g.lock.Unlock()
}

// One that is passed over has been counted.
func (g *gatherer) badPassedOver(numbers []int) int {
	for _, n := range numbers {
		g.pending.Add(1) // want "g.pending"
		if n < 0 {
			continue
		}
		go g.add(n)
	}
	g.pending.Wait()
	return g.total
}

type collector struct {
	pending sync.WaitGroup
	lock    sync.Mutex
	total   int
}

func (c *collector) add(n int) {
	defer c.pending.Done()
	c.lock.Lock()
	c.total += n
	c.lock.Unlock()
}

func (c *collector) okPassedOver(numbers []int) int {
	for _, n := range numbers {
		if n < 0 {
			continue
		}
		c.pending.Add(1)
		go c.add(n)
	}
	c.pending.Wait()
	return c.total
}

// Counted under the condition under which it is counted down, in a deferred literal.
func okAskedFor(events chan int, stop chan struct{}, wg *sync.WaitGroup) {
	if wg != nil {
		wg.Add(1)
	}
	go func() {
		defer func() {
			if wg != nil {
				wg.Done()
			}
			println("left")
		}()
		for {
			select {
			case <-stop:
				return
			case e := <-events:
				if e < 0 {
					return
				}
			}
		}
	}()
}

// A group that a callee counts up and down around each of its calls.
type link struct {
	active sync.WaitGroup
	idle   []int
}

func (l *link) take() (int, bool) {
	if len(l.idle) == 0 {
		return 0, false
	}
	l.active.Add(1)
	return l.idle[0], true
}

func (l *link) give(n int) { l.active.Done() }

func (l *link) ask() bool {
	n, ok := l.take()
	if !ok {
		return false
	}
	defer l.give(n)
	return n > 0
}

func (l *link) okOpen() {
	for range 3 {
		go func() {
			if !l.ask() {
				return
			}
			println("open")
		}()
	}
}

func (l *link) shut() { l.active.Wait() }

// For audits only: half of the goroutines are counted; a group that counts events.
func fpSomeAreCounted(all, half int, try func(int) error) {
	var failed sync.WaitGroup
	failed.Add(half)
	for i := 0; i < all; i++ {
		go func() {
			if err := try(i); err == nil {
				return // want "ends here without failed.Done"
			}
			failed.Done()
		}()
	}
	failed.Wait()
}

func fpFirstEvents(sources []chan int, stop chan struct{}) {
	var seen sync.WaitGroup
	seen.Add(len(sources))
	for _, source := range sources {
		go func() {
			first := true
			for {
				select {
				case <-source:
					if first {
						seen.Done()
						first = false
					}
				case <-stop:
					return // want "ends here without seen.Done"
				}
			}
		}()
	}
	seen.Wait()
}

// All are counted at once, and one that is passed over starts nothing.
func badAllCounted(numbers []int, use func(int)) {
	var wg sync.WaitGroup
	wg.Add(len(numbers))
	for _, n := range numbers {
		if n < 0 {
			continue // want "starts nothing"
		}
		go func() {
			defer wg.Done()
			use(n)
		}()
	}
	wg.Wait()
}

func okAllCounted(numbers []int, use func(int)) {
	var wg sync.WaitGroup
	wg.Add(len(numbers))
	for _, n := range numbers {
		if n < 0 {
			wg.Done()
			continue
		}
		go func() {
			defer wg.Done()
			use(n)
		}()
	}
	wg.Wait()
}

type shredder struct {
	pending sync.WaitGroup
	papers  chan string
	done    int
}

func (s *shredder) add(paper string) {
	s.pending.Add(1)
	s.papers <- paper
}

func (s *shredder) badShred() {
	for paper := range s.papers {
		if paper == "" {
			continue // want "ends without s.pending.Done"
		}
		s.done++
		s.pending.Done()
	}
}

// A paper that is put back stays counted, and finish counts it down.
func (s *shredder) okShred() {
	for paper := range s.papers {
		if paper == "jam" {
			s.papers <- "paper"
			continue
		}
		s.finish(paper)
	}
}

func (s *shredder) finish(paper string) {
	s.done += len(paper)
	s.pending.Done()
}

func startShredder() *shredder {
	s := &shredder{papers: make(chan string, 4)}
	go s.badShred()
	go s.okShred()
	return s
}

func (s *shredder) stop() int {
	s.pending.Wait()
	close(s.papers)
	return s.done
}

type probe func() error

// The panic is recovered from, and Done is not deferred.
func badPanicked(probes []probe) {
	var wg sync.WaitGroup
	for _, run := range probes {
		wg.Add(1)
		go func() {
			defer func() {
				if r := recover(); r != nil {
					fmt.Println("panicked:", r)
				}
			}()
			if err := run(); err != nil {
				fmt.Println(err)
			}
			wg.Done() // want "recovered from"
		}()
	}
	wg.Wait()
}

func guarded(f func()) {
	defer logPanic()
	f()
}

func logPanic() {
	if r := recover(); r != nil {
		fmt.Println("panicked:", r)
	}
}

// A helper recovers for the goroutine.
func badPanickedBelow(probes []probe) {
	var wg sync.WaitGroup
	wg.Add(len(probes))
	for _, run := range probes {
		go guarded(func() {
			_ = run()
			wg.Done() // want "recovered from"
		})
	}
	wg.Wait()
}

// Deferred, it runs in spite of the panic.
func okPanicked(probes []probe) {
	var wg sync.WaitGroup
	for _, run := range probes {
		wg.Add(1)
		go guarded(func() {
			defer wg.Done()
			_ = run()
		})
	}
	wg.Wait()
}

// What recovers counts down as well.
func okPanickedCounts(probes []probe) {
	var wg sync.WaitGroup
	for _, run := range probes {
		wg.Add(1)
		go func() {
			defer func() {
				if r := recover(); r != nil {
					wg.Done()
				}
			}()
			_ = run()
			wg.Done()
		}()
	}
	wg.Wait()
}

// Nobody recovers: the panic ends the process.
func okPanicEnds(probes []probe) {
	var wg sync.WaitGroup
	for _, run := range probes {
		wg.Add(1)
		go func() {
			_ = run()
			wg.Done()
		}()
	}
	wg.Wait()
}

// It is passed on once it was written down.
func okPanickedAgain(probes []probe) {
	var wg sync.WaitGroup
	for _, run := range probes {
		wg.Add(1)
		go func() {
			defer func() {
				if r := recover(); r != nil {
					fmt.Println("panicked:", r)
					panic(r)
				}
			}()
			_ = run()
			wg.Done()
		}()
	}
	wg.Wait()
}

// A group that counts whether there is anything in the list, not the goroutines that put something there.
type gatedList struct {
	mu    sync.Mutex
	empty sync.WaitGroup
	items []int
}

func newGatedList() *gatedList {
	l := &gatedList{}
	l.empty.Add(1)
	return l
}

func (l *gatedList) push(item int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.items) == 0 {
		l.empty.Done()
	}
	l.items = append(l.items, item)
}

func (l *gatedList) first() int {
	l.empty.Wait()
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.items[0]
}

func okGate() int {
	l := newGatedList()
	go l.push(1)
	go l.push(2)
	return l.first()
}

// Counted down by a function of the table that is given the group.
func okTableCountsDown(serve func(handle func())) {
	cases := []struct {
		name   string
		handle func(done *sync.WaitGroup) func()
	}{
		{"plain", func(done *sync.WaitGroup) func() { return func() { done.Done() } }},
		{"loud", func(done *sync.WaitGroup) func() { return func() { println("called"); done.Done() } }},
	}
	for _, c := range cases {
		func() {
			called := sync.WaitGroup{}
			called.Add(1)
			serve(c.handle(&called))
			called.Wait()
		}()
	}
}
