//go:build linux && amd64

package example

import (
	"context"
	"net"
	"os"
	"os/exec"
	"runtime"
	"sync"
	"syscall"
	"time"
	"unsafe"
)

// One P for the whole program: this is what the rule goes by.
func init() {
	runtime.GOMAXPROCS(1)
}

// Two goroutines wait in the kernel for a signal, and Wait waits for them.
func badPause() {
	var wg sync.WaitGroup
	wg.Add(2)
	for range 2 {
		go func() {
			defer wg.Done()
			syscall.Syscall(syscall.SYS_PAUSE, 0, 0, 0) // want "."
		}()
	}
	wg.Wait()
}

// RawSyscall does not tell the scheduler: the only P is stuck with it, and everything else stands still.
func badRawRead(fd int) {
	var buf [1]byte
	done := make(chan struct{})
	go func() {
		defer close(done)
		syscall.RawSyscall(syscall.SYS_READ, uintptr(fd), uintptr(unsafe.Pointer(&buf[0])), 1) // want "."
	}()
	<-done
}

// An exclusive file lock that somebody else may hold.
func badFlock(file *os.File) error {
	var wg sync.WaitGroup
	var err error
	wg.Add(1)
	go func() {
		defer wg.Done()
		err = syscall.Flock(int(file.Fd()), syscall.LOCK_EX) // want "."
	}()
	wg.Wait()
	return err
}

// A read through package syscall goes past the poller.
func badRead(fd int) int {
	buf := make([]byte, 64)
	n := 0
	var wg sync.WaitGroup
	wg.Go(func() {
		n, _ = syscall.Read(fd, buf) // want "."
	})
	wg.Wait()
	return n
}

func waitForChild(pid int) {
	var status syscall.WaitStatus
	syscall.Wait4(pid, &status, 0, nil) // want "."
}

// The blocking call lies in a function that the goroutine calls.
func joinsChild(pid int) {
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		defer wg.Done()
		waitForChild(pid)
	}()
	wg.Wait()
}

// Network reads park the goroutine in the poller; they cost no thread.
func okNetwork(conn net.Conn) {
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		defer wg.Done()
		buf := make([]byte, 64)
		conn.Read(buf)
	}()
	wg.Wait()
}

// A deadline bounds the wait.
func okDeadline(conn net.Conn) {
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		defer wg.Done()
		conn.SetReadDeadline(time.Now().Add(time.Second))
		buf := make([]byte, 64)
		conn.Read(buf)
	}()
	wg.Wait()
}

// A pause of the runtime's own costs no thread.
func okSleep() {
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		defer wg.Done()
		time.Sleep(time.Second)
	}()
	wg.Wait()
}

// A call that returns at once.
func okGetpid() (pid uintptr) {
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		defer wg.Done()
		pid, _, _ = syscall.RawSyscall(syscall.SYS_GETPID, 0, 0, 0)
	}()
	wg.Wait()
	return pid
}

// A lock that is tried, not waited for.
func okFlockNonBlocking(file *os.File) (err error) {
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		defer wg.Done()
		err = syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	}()
	wg.Wait()
	return err
}

// The context ends the child, and with it the wait.
func okCommandContext(parent context.Context) error {
	ctx, cancel := context.WithTimeout(parent, time.Second)
	defer cancel()
	return exec.CommandContext(ctx, "true").Run()
}

// A select of the runtime parks the goroutine, not the thread.
func okSelect(a, b <-chan int) int {
	select {
	case n := <-a:
		return n
	case n := <-b:
		return n
	}
}
