// A worker pins its thread for each device and forgets to let it go where the device cannot be opened.
package main

import (
	"errors"
	"fmt"
	"os"
	"runtime"
	"strings"
)

var errNoDevice = errors.New("no such device")

type device struct {
	ordinal int
	open    bool
}

func openDevice(n int) (*device, error) {
	if n > 1 {
		return nil, errNoDevice
	}
	return &device{ordinal: n, open: true}, nil
}

func (d *device) close() { d.open = false }

func compute(n int) (int, error) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	d, err := openDevice(n)
	if err != nil {
		return 0, err
	}
	result := d.ordinal * 100
	d.close()
	return result, nil
}

func pinned() bool {
	buf := make([]byte, 256)
	return strings.Contains(string(buf[:runtime.Stack(buf, false)]), "locked to thread")
}

func main() {
	answers := make(chan int)
	stuck := make(chan bool)
	go func() {
		defer close(answers)
		for n := range 3 {
			r, err := compute(n)
			if err != nil {
				fmt.Println("device", n, err)
				continue
			}
			answers <- r
		}
		go func() {}()
		stuck <- pinned()
	}()
	for range 2 {
		fmt.Println(<-answers)
	}
	if <-stuck {
		fmt.Println("the worker is still bound to its thread")
		os.Exit(3)
	}
}
