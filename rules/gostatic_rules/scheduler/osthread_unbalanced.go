package example

import (
	"errors"
	"fmt"
	"runtime"
)

var errClosed = errors.New("closed")

func enter() int { return 0 }

// The error path keeps the goroutine on its thread for good.
func badEarlyReturn() error {
	runtime.LockOSThread()
	if code := enter(); code != 0 {
		return errClosed // want "."
	}
	runtime.UnlockOSThread()
	return nil
}

// The calls nest: two locks need two unlocks.
func badNested(deep bool) {
	runtime.LockOSThread()
	if deep {
		runtime.LockOSThread()
	}
	enter()
	runtime.UnlockOSThread()
} // want "."

// One case of the switch forgets the unlock.
func badSwitch(kind int) int {
	runtime.LockOSThread()
	switch kind {
	case 0:
		runtime.UnlockOSThread()
		return 0
	case 1:
		return enter() // want "."
	}
	runtime.UnlockOSThread()
	return 1
}

// No path gives the thread back.
func badNever() int {
	runtime.LockOSThread() // want "."
	return enter()
}

type surface struct{ current bool }

func (s *surface) begin() {
	runtime.LockOSThread()
	s.current = true
}

func (s *surface) end() {
	s.current = false
	runtime.UnlockOSThread()
}

// The pair lies in methods.
func badMethods(s *surface) error {
	s.begin()
	if enter() < 0 {
		return errClosed // want "."
	}
	s.end()
	return nil
}

// The break leaves the loop while the goroutine is still pinned.
func badBreak(turns int) (sum int) {
	for i := 0; i < turns; i++ {
		runtime.LockOSThread()
		code := enter()
		if code < 0 {
			break
		}
		sum += code
		runtime.UnlockOSThread()
	}
	return sum // want "."
}

// Deferred: covers each way out.
func okDefer() error {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	if code := enter(); code != 0 {
		return errClosed
	}
	return nil
}

// Each way out unlocks by itself.
func okEveryExit() error {
	runtime.LockOSThread()
	if code := enter(); code != 0 {
		runtime.UnlockOSThread()
		return errClosed
	}
	runtime.UnlockOSThread()
	return nil
}

// A goroutine that ends while locked ends its thread: the way to get rid of a thread whose state was changed.
func okThreadEnds(done chan<- int) {
	go func() {
		runtime.LockOSThread()
		done <- enter()
	}()
}

// The main goroutine stays on the main thread.
func init() {
	runtime.LockOSThread()
}

// Nested and balanced.
func okNested() {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	runtime.LockOSThread()
	enter()
	runtime.UnlockOSThread()
}

// The same condition guards both.
func okSameCondition(pin bool) int {
	if pin {
		runtime.LockOSThread()
	}
	code := enter()
	if pin {
		runtime.UnlockOSThread()
	}
	return code
}

// Deferred in a closure.
func okDeferredClosure() (code int) {
	runtime.LockOSThread()
	defer func() {
		fmt.Println(code)
		runtime.UnlockOSThread()
	}()
	return enter()
}

// The goroutine keeps its thread for as long as it lives.
func okEventLoop(events <-chan func()) {
	go func() {
		runtime.LockOSThread()
		for event := range events {
			event()
		}
	}()
}

// Each turn is balanced.
func okLoop(turns int) {
	for i := 0; i < turns; i++ {
		runtime.LockOSThread()
		enter()
		runtime.UnlockOSThread()
	}
}

// The literal handed out unlocks the thread.
func okHandsOut(enterSpace func() (func(), error)) (func(), error) {
	runtime.LockOSThread()
	leave, err := enterSpace()
	if err != nil {
		runtime.UnlockOSThread()
		return nil, err
	}
	return func() {
		leave()
		runtime.UnlockOSThread()
	}, nil
}

// The turn that is cut short keeps the goroutine on its thread, once more each time.
func badTurn(jobs <-chan func() error) {
	for job := range jobs {
		runtime.LockOSThread()
		if err := job(); err != nil {
			continue // want "goes on to the next turn"
		}
		runtime.UnlockOSThread()
	}
}

// Undone in each turn.
func okTurn(jobs <-chan func() error) {
	for job := range jobs {
		runtime.LockOSThread()
		if err := job(); err != nil {
			runtime.UnlockOSThread()
			continue
		}
		runtime.UnlockOSThread()
	}
}
