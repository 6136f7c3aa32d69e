package example

import (
	"fmt"
	"sync"
)

// The worker needs the lock before it can call Done.
func badLockHeld() int {
	var mu sync.Mutex
	var wg sync.WaitGroup
	n := 0
	wg.Add(1)
	go func() {
		defer wg.Done()
		mu.Lock()
		n++
		mu.Unlock()
	}()
	mu.Lock()
	defer mu.Unlock()
	wg.Wait() // want "wg"
	return n
}

// The results are read only after Wait, but the workers cannot send before somebody reads.
func badUndrained(names []string) (found []string) {
	var wg sync.WaitGroup
	results := make(chan string)
	for _, name := range names {
		wg.Add(1)
		go func() {
			defer wg.Done()
			results <- name + "!"
		}()
	}
	wg.Wait() // want "wg"
	close(results)
	for result := range results {
		found = append(found, result)
	}
	return found
}

// Wait in the loop that starts the workers, after one Add for all of them.
func badInLoop(names []string) {
	var wg sync.WaitGroup
	wg.Add(len(names))
	for _, name := range names {
		go func() {
			defer wg.Done()
			fmt.Println(name)
		}()
		wg.Wait() // want "wg"
	}
}

// A worker waits for the group that counts it.
func badWorker(work func()) {
	var wg sync.WaitGroup
	wg.Add(2)
	go func() {
		defer wg.Done()
		work()
	}()
	go func() {
		defer wg.Done()
		wg.Wait() // want "wg"
		fmt.Println("all done")
	}()
}

// The own deferred Done runs only after Wait.
func badOwnDone(work func()) {
	var wg sync.WaitGroup
	wg.Add(1)
	defer wg.Done()
	work()
	wg.Wait() // want "wg"
}

type group struct {
	mu      sync.Mutex
	wg      sync.WaitGroup
	results map[string]int
}

func (g *group) record(name string) {
	defer g.wg.Done()
	g.mu.Lock()
	defer g.mu.Unlock()
	g.results[name]++
}

// Lock and group are fields, the worker is a method.
func (g *group) badFields(names []string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	for _, name := range names {
		g.wg.Add(1)
		go g.record(name)
	}
	g.wg.Wait() // want "wg"
}

// The errors of two workers do not fit in a channel of one slot.
func badSmallBuffer() error {
	var wg sync.WaitGroup
	errs := make(chan error, 1)
	wg.Add(2)
	go func() {
		defer wg.Done()
		errs <- fmt.Errorf("first")
	}()
	go func() {
		defer wg.Done()
		errs <- fmt.Errorf("second")
	}()
	wg.Wait() // want "wg"
	return <-errs
}

// The lock is given back before Wait.
func okUnlockFirst() int {
	var mu sync.Mutex
	var wg sync.WaitGroup
	n := 0
	mu.Lock()
	wg.Add(1)
	go func() {
		defer wg.Done()
		mu.Lock()
		n++
		mu.Unlock()
	}()
	mu.Unlock()
	wg.Wait()
	return n
}

// The workers do not need the lock that is held.
func okOtherLock(names []string) {
	var mu sync.Mutex
	var wg sync.WaitGroup
	mu.Lock()
	defer mu.Unlock()
	for _, name := range names {
		wg.Add(1)
		go func() {
			defer wg.Done()
			fmt.Println(name)
		}()
	}
	wg.Wait()
}

// The worker calls Done before it needs the lock.
func okDoneFirst() {
	var mu sync.Mutex
	var wg sync.WaitGroup
	mu.Lock()
	wg.Add(1)
	go func() {
		wg.Done()
		mu.Lock()
		fmt.Println("later")
		mu.Unlock()
	}()
	wg.Wait()
	mu.Unlock()
}

// Wait runs in a goroutine of its own, and this one drains.
func okDrained(names []string) (found []string) {
	var wg sync.WaitGroup
	results := make(chan string)
	for _, name := range names {
		wg.Add(1)
		go func() {
			defer wg.Done()
			results <- name
		}()
	}
	go func() {
		wg.Wait()
		close(results)
	}()
	for result := range results {
		found = append(found, result)
	}
	return found
}

// The buffer has room for every result.
func okBuffered(names []string) (found []string) {
	var wg sync.WaitGroup
	results := make(chan string, len(names))
	for _, name := range names {
		wg.Add(1)
		go func() {
			defer wg.Done()
			results <- name
		}()
	}
	wg.Wait()
	close(results)
	for result := range results {
		found = append(found, result)
	}
	return found
}

// One round per turn: Add and Wait belong to the same turn.
func okRounds(names []string) {
	var wg sync.WaitGroup
	for _, name := range names {
		wg.Add(1)
		go func() {
			defer wg.Done()
			fmt.Println(name)
		}()
		wg.Wait()
	}
}

// Wait after the loop.
func okAfterLoop(names []string) {
	var wg sync.WaitGroup
	wg.Add(len(names))
	for _, name := range names {
		go func() {
			defer wg.Done()
			fmt.Println(name)
		}()
	}
	wg.Wait()
}

// A second group counts the one that waits.
func okTwoGroups(work func()) {
	var inner, outer sync.WaitGroup
	inner.Add(1)
	go func() {
		defer inner.Done()
		work()
	}()
	outer.Add(1)
	go func() {
		defer outer.Done()
		inner.Wait()
	}()
	outer.Wait()
}

// Another goroutine receives while this one waits.
func okReceiver(names []string) {
	var wg sync.WaitGroup
	lines := make(chan string)
	go func() {
		for line := range lines {
			fmt.Println(line)
		}
	}()
	for _, name := range names {
		wg.Add(1)
		go func() {
			defer wg.Done()
			lines <- name
		}()
	}
	wg.Wait()
	close(lines)
}

// Two slots for two errors.
func okEnoughRoom() error {
	var wg sync.WaitGroup
	errs := make(chan error, 2)
	wg.Add(2)
	go func() {
		defer wg.Done()
		errs <- fmt.Errorf("first")
	}()
	go func() {
		defer wg.Done()
		errs <- fmt.Errorf("second")
	}()
	wg.Wait()
	return <-errs
}

func count(text string, out chan<- int, pending *sync.WaitGroup) {
	defer pending.Done()
	for range text {
		out <- 1
	}
}

func total(in <-chan int) (sum int) {
	for n := range in {
		sum += n
	}
	return sum
}

// What is sent is received by a function that is called behind the Wait.
func badDrainedInCall(texts []string) int {
	out := make(chan int, 2)
	var pending sync.WaitGroup
	pending.Add(len(texts))
	for _, text := range texts {
		go count(text, out, &pending)
	}
	pending.Wait() // want "comes only at.*badDrainedInCall waits for the group"
	close(out)
	return total(out)
}

// One value from each of two workers, and room for two.
func okRoomForTwo() int {
	out := make(chan int, 2)
	var pending sync.WaitGroup
	for i := range 2 {
		pending.Add(1)
		go func() {
			defer pending.Done()
			out <- i
		}()
	}
	pending.Wait()
	close(out)
	return <-out + <-out
}

type crew struct {
	wg    sync.WaitGroup
	quit  chan struct{}
	tasks chan func(*crew)
}

func hire(n int) *crew {
	c := &crew{quit: make(chan struct{}), tasks: make(chan func(*crew), n)}
	for range n {
		c.wg.Go(c.work)
	}
	return c
}

func (c *crew) work() {
	for {
		select {
		case <-c.quit:
			return
		case task := <-c.tasks:
			task(c)
			c.give(task)
		}
	}
}

// A worker that dismisses the crew waits for itself.
func (c *crew) give(task func(*crew)) {
	if task == nil {
		c.badDismiss()
		return
	}
	c.okTell()
}

func (c *crew) badDismiss() {
	close(c.quit)
	c.wg.Wait() // want "it waits for its own Done"
}

// From elsewhere it is right.
func (c *crew) okTell() { close(c.quit) }

func okDismissed(n int) {
	c := hire(n)
	close(c.quit)
	c.wg.Wait()
}

// Another crew may be waited for.
func okOther(n int) {
	var all sync.WaitGroup
	for range n {
		all.Go(func() { okDismissed(n) })
	}
	all.Wait()
}

// The goroutine is counted down before it waits: by a later defer, or by the same deferred literal.
type pool struct {
	wg    sync.WaitGroup
	conns chan int
}

func (p *pool) okCloseBehindDone() {
	p.wg.Add(2)
	go p.accept()
	go p.read()
}

func (p *pool) accept() {
	defer p.close()
	defer p.wg.Done()
	for range p.conns {
	}
}

func (p *pool) read() {
	defer func() {
		p.wg.Done()
		p.close()
	}()
	for range p.conns {
	}
}

func (p *pool) close() { p.wg.Wait() }

// One of the goroutines is counted, the others wait for it.
func okFirstOpens(n int, open func(int)) {
	var first, all sync.WaitGroup
	first.Add(1)
	all.Add(n)
	for i := range n {
		go func() {
			defer all.Done()
			open(i)
			if i > 0 {
				first.Wait()
			} else {
				first.Done()
			}
		}()
	}
	all.Wait()
}

// What is sent behind Done keeps nobody from the Wait.
func okSentBehindDone(serve func() error) error {
	var wg sync.WaitGroup
	failed := make(chan error)
	wg.Add(1)
	go func() {
		err := serve()
		wg.Done()
		failed <- err
	}()
	wg.Wait()
	return <-failed
}

// The loop that receives is left at the first error; the others still wait to send.
func badLeftWaiting(jobs []func() error) (err error) {
	var pending sync.WaitGroup
	results := make(chan error)
	for _, job := range jobs {
		pending.Add(1)
		go func() {
			defer pending.Done()
			results <- job()
		}()
	}
	for range jobs {
		if err = <-results; err != nil {
			break
		}
	}
	pending.Wait() // want "waits here for a goroutine that waits to send on results at"
	return err
}

// With room for all of them nobody waits to send.
func okLeftWithRoom(jobs []func() error) (err error) {
	var pending sync.WaitGroup
	results := make(chan error, len(jobs))
	for _, job := range jobs {
		pending.Add(1)
		go func() {
			defer pending.Done()
			results <- job()
		}()
	}
	for range jobs {
		if err = <-results; err != nil {
			break
		}
	}
	pending.Wait()
	return err
}
