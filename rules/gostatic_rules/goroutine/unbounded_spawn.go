package example

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"sync"
	"syscall"

	"time"
)

func handle(conn net.Conn) { io.Copy(io.Discard, conn) }

// One goroutine for each connection, for as many as come.
func badAccept(listener net.Listener) error {
	for {
		conn, err := listener.Accept()
		if err != nil {
			return err
		}
		go handle(conn) // want "as many goroutines as"
	}
}

// A process for each job: each costs a thread until it ends.
func badProcess(jobs <-chan string) {
	for job := range jobs {
		go func() { // want "an OS thread"
			if err := exec.Command("convert", job).Run(); err != nil {
				fmt.Println(err)
			}
		}()
	}
}

// A lock of a file for each message, each waiting in the kernel.
func badLocks(messages <-chan *os.File, quit <-chan struct{}) {
	for {
		select {
		case file := <-messages:
			go lockFile(file) // want "an OS thread"
		case <-quit:
			return
		}
	}
}

func lockFile(file *os.File) {
	syscall.Flock(int(file.Fd()), syscall.LOCK_EX)
	defer file.Close()
}

// The group counts, it does not limit.
func badCounted(urls *bufio.Scanner) {
	var wg sync.WaitGroup
	for urls.Scan() {
		url := urls.Text()
		wg.Add(1)
		go func() { // want "as many goroutines as"
			defer wg.Done()
			conn, err := net.Dial("tcp", url)
			if err == nil {
				conn.Close()
			}
		}()
	}
	wg.Wait()
}

// With the group's own Go.
func badGroupGo(in <-chan string) {
	var wg sync.WaitGroup
	for name := range in {
		wg.Go(func() { // want "an OS thread"
			_ = exec.Command("sync", name).Run()
		})
	}
	wg.Wait()
}

// The slot is taken before the goroutine starts.
func okSemaphore(jobs <-chan string) {
	slots := make(chan struct{}, 8)
	for job := range jobs {
		slots <- struct{}{}
		go func() {
			defer func() { <-slots }()
			_ = exec.Command("convert", job).Run()
		}()
	}
}

// Or as its first step.
func okInside(jobs <-chan string, slots chan struct{}) {
	for job := range jobs {
		go func() {
			slots <- struct{}{}
			defer func() { <-slots }()
			_ = exec.Command("convert", job).Run()
		}()
	}
}

// A fixed number of workers.
func okPool(jobs <-chan string) {
	for range 4 {
		go func() {
			for job := range jobs {
				_ = exec.Command("convert", job).Run()
			}
		}()
	}
}

// One at a time.
func okJoined(jobs <-chan string) {
	var wg sync.WaitGroup
	for job := range jobs {
		wg.Add(1)
		go func() {
			defer wg.Done()
			_ = exec.Command("convert", job).Run()
		}()
		wg.Wait()
	}
}

// Short work without waiting.
func okShort(in <-chan int, sums []int) {
	for i := range in {
		go func() { sums[i%len(sums)]++ }()
	}
}

// As many as the list has.
func okList(hosts []string) {
	for _, host := range hosts {
		go func() {
			conn, err := net.Dial("tcp", host)
			if err == nil {
				conn.Close()
			}
		}()
	}
}

type limited struct {
	net.Listener
	room chan struct{}
}

// The listener hands out no more than it has room for.
func (l *limited) Accept() (net.Conn, error) {
	l.room <- struct{}{}
	return l.Listener.Accept()
}

func okLimited(l *limited) {
	for {
		conn, err := l.Accept()
		if err != nil {
			return
		}
		go handle(conn)
	}
}

// A tick starts the next one only when the last is over.
func okTicks(ctx context.Context, busy chan struct{}) {
	ticker := time.NewTicker(time.Second)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
		busy <- struct{}{}
		go func() {
			_ = exec.Command("backup").Run()
			<-busy
		}()
	}
}

// As long as the list is: a suspicion only.
func badList(names []string) {
	var wg sync.WaitGroup
	for _, name := range names {
		wg.Add(1)
		go func() { // want "the list is long"
			defer wg.Done()
			fd, err := syscall.Open(name, syscall.O_RDONLY, 0)
			if err == nil {
				_, _ = syscall.Read(fd, make([]byte, 64))
			}
		}()
	}
	wg.Wait()
}

// A few that stand there.
func okFew() {
	for _, name := range []string{"a", "b"} {
		go func() { _ = exec.Command("sync", name).Run() }()
	}
}

// Nothing holds up the loop: as fast as it can turn.
func badTurns(work func()) {
	for {
		go work() // want "as many goroutines as a processor can start"
	}
}

// Each turn waits.
func okTurns(work func()) {
	for {
		go work()
		time.Sleep(time.Second)
	}
}

// And so does this one, somewhere below.
func okBelow(next func() string, work func(string)) {
	for {
		item := next()
		go work(item)
	}
}
