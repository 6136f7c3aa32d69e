package p

import (
	"log"
	"os"
	"runtime"
	"sync"
	"testing"
)

var mu sync.Mutex

func recovered() (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = nil
		}
	}()
	mu.Lock()
	defer mu.Unlock()
	panic("no way")
}

func recoverNothing() {
	defer recover()
	panic("still")
}

func exits(code int) {
	defer mu.Unlock()
	mu.Lock()
	switch code {
	case 0:
		os.Exit(0)
	case 1:
		runtime.Goexit()
	case 2:
		log.Fatalf("code %d", code)
	case 3:
		log.Panicln("code")
	}
	mu.Lock()
}

func deadCode() int {
	mu.Lock()
	return 1
	mu.Unlock()
	return 2
}

func fails(t *testing.T) {
	t.Fatal("ends the goroutine")
	mu.Lock()
}

func deferredArguments(ch chan int, n int) {
	for i := 0; i < n; i++ {
		defer release(i, ch)
	}
	defer close(ch)
	defer panic("late")
}

func release(i int, ch chan int) { ch <- i }

func namedResult() (n int, err error) {
	defer func() { n++ }()
	n, err = 1, nil
	return
}
