//go:build linux

// Command meter reads a serial device, here a pipe, with raw system calls.
package main

import (
	"fmt"
	"os"
	"runtime"
	"syscall"
	"time"
	"unsafe"
)

// observe-expect: hang
// needs: raw system call, GOMAXPROCS constant, goroutine

type port struct{ fd int }

func (p port) read(buf []byte) int {
	n, _, _ := syscall.RawSyscall(syscall.SYS_READ, uintptr(p.fd), uintptr(unsafe.Pointer(&buf[0])), uintptr(len(buf))) // want "blocking-syscall-low-gomaxprocs"
	return int(n)
}

func main() {
	runtime.GOMAXPROCS(1) // or "blocking-syscall-low-gomaxprocs"
	var fds [2]int
	if err := syscall.Pipe(fds[:]); err != nil {
		fmt.Println(err)
		os.Exit(2)
	}
	got := make(chan int, 1)
	go func() {
		got <- port{fds[0]}.read(make([]byte, 16)) // or "blocking-syscall-low-gomaxprocs"
	}()
	time.Sleep(20 * time.Millisecond)
	_, _ = syscall.Write(fds[1], []byte("42 kWh"))
	fmt.Println("read", <-got)
}
