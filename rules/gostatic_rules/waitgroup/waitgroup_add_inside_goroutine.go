package example

import (
	"fmt"
	"sync"
)

// Wait may run before the first Add, and return at once.
func badLoop(names []string) {
	var wg sync.WaitGroup
	for _, name := range names {
		go func() {
			wg.Add(1) // want "wg"
			defer wg.Done()
			fmt.Println(name)
		}()
	}
	wg.Wait()
}

// A single goroutine has the same race.
func badSingle(work func()) {
	var wg sync.WaitGroup
	go func() {
		wg.Add(1) // want "wg"
		work()
		wg.Done()
	}()
	wg.Wait()
}

func counted(wg *sync.WaitGroup, id int) {
	wg.Add(1) // want "wg"
	defer wg.Done()
	fmt.Println(id)
}

// The goroutine is a function that counts itself.
func startsCounted() {
	var wg sync.WaitGroup
	for i := range 4 {
		go counted(&wg, i)
	}
	wg.Wait()
}

type pool struct {
	wg   sync.WaitGroup
	jobs chan int
}

// The group is a field, the goroutine a method.
func (p *pool) badRun() {
	p.wg.Add(1) // want "wg"
	defer p.wg.Done()
	for job := range p.jobs {
		fmt.Println(job)
	}
}

func (p *pool) start(n int) {
	for range n {
		go p.badRun()
	}
	p.wg.Wait()
}

// In a branch of the goroutine.
func badBranch(jobs []int) {
	group := &sync.WaitGroup{}
	for _, job := range jobs {
		go func(job int) {
			if job < 0 {
				return
			}
			group.Add(1) // want "group"
			defer group.Done()
			fmt.Println(job)
		}(job)
	}
	group.Wait()
}

// Counted by the parent.
func okBefore(names []string) {
	var wg sync.WaitGroup
	for _, name := range names {
		wg.Add(1)
		go func() {
			defer wg.Done()
			fmt.Println(name)
		}()
	}
	wg.Wait()
}

// A goroutine that is counted itself may count the ones it starts: the outer count is held across.
func okNested(rows [][]string) {
	var wg sync.WaitGroup
	for _, row := range rows {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for _, name := range row {
				wg.Add(1)
				go func() {
					defer wg.Done()
					fmt.Println(name)
				}()
			}
		}()
	}
	wg.Wait()
}

type walker struct {
	wg sync.WaitGroup
}

type folder struct {
	name string
	sub  []*folder
}

// Recursion: each level is counted before it starts.
func (w *walker) visit(f *folder) {
	defer w.wg.Done()
	for _, sub := range f.sub {
		w.wg.Add(1)
		go w.visit(sub)
	}
	fmt.Println(f.name)
}

func (w *walker) okWalk(root *folder) {
	w.wg.Add(1)
	go w.visit(root)
	w.wg.Wait()
}

// A group of its own inside the goroutine.
func okOwnGroup(rows [][]string) {
	var outer sync.WaitGroup
	for _, row := range rows {
		outer.Add(1)
		go func() {
			defer outer.Done()
			var inner sync.WaitGroup
			for _, name := range row {
				inner.Add(1)
				go func() {
					defer inner.Done()
					fmt.Println(name)
				}()
			}
			inner.Wait()
		}()
	}
	outer.Wait()
}

// Go counts in the parent's goroutine.
func okGo(names []string) {
	var wg sync.WaitGroup
	for _, name := range names {
		wg.Go(func() { fmt.Println(name) })
	}
	wg.Wait()
}

// The parent learns over a channel that the count was raised, and waits only then.
func okOrdered(work func()) {
	var wg sync.WaitGroup
	ready := make(chan struct{})
	go func() {
		wg.Add(1)
		close(ready)
		defer wg.Done()
		work()
	}()
	<-ready
	wg.Wait()
}

// A dispatcher that is no counted work itself, counts each job it starts, and waits for them itself.
func okDispatcher(jobs <-chan func()) {
	go func() {
		var wg sync.WaitGroup
		for job := range jobs {
			wg.Add(1)
			go func() {
				defer wg.Done()
				job()
			}()
		}
		wg.Wait()
	}()
}

// For audits only: an answer comes from the goroutine before anybody waits.
func fpAnsweredFirst() {
	var wg sync.WaitGroup
	requests, answers := make(chan int), make(chan int)
	go func() {
		wg.Add(1) // want "inside the goroutine it counts"
		defer wg.Done()
		answer(requests, answers)
	}()
	requests <- 1
	<-answers
	close(requests)
	wg.Wait()
}

func answer(requests, answers chan int) {
	for request := range requests {
		answers <- request
	}
}
