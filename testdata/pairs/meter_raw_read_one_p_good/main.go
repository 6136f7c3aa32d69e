//go:build linux

// Command meter reads a serial device, here a pipe, with raw system calls.
package main

import (
	"fmt"
	"os"
	"runtime"
	"syscall"
	"time"
)

// observe-expect: hang

// port reads through the poller.
type port struct{ file *os.File }

func (p port) read(buf []byte) int {
	n, _ := p.file.Read(buf)
	return n
}

func main() {
	runtime.GOMAXPROCS(1)
	var fds [2]int
	if err := syscall.Pipe(fds[:]); err != nil {
		fmt.Println(err)
		os.Exit(2)
	}
	got := make(chan int, 1)
	if err := syscall.SetNonblock(fds[0], true); err != nil {
		fmt.Println(err)
		os.Exit(2)
	}
	reader := port{os.NewFile(uintptr(fds[0]), "meter")}
	go func() {
		got <- reader.read(make([]byte, 16))
	}()
	time.Sleep(20 * time.Millisecond)
	_, _ = syscall.Write(fds[1], []byte("42 kWh"))
	fmt.Println("read", <-got)
}
