package example

import (
	"fmt"
	"sync"
)

type batch struct {
	wg    sync.WaitGroup
	names []string
}

// The goroutine counts down its own copy: Wait never returns.
func badParameter(wg sync.WaitGroup, name string) { // want "wg"
	defer wg.Done()
	fmt.Println(name)
}

// The call makes the copy.
func badArgument(names []string) {
	var wg sync.WaitGroup
	for _, name := range names {
		wg.Add(1)
		go badParameter(wg, name) // want "wg"
	}
	wg.Wait()
}

// A value receiver copies the group with the struct.
func (b batch) badReceiver(name string) { // want "."
	defer b.wg.Done()
	fmt.Println(name)
}

// Assignment.
func badAssign(b *batch) {
	other := b.wg // want "wg"
	other.Wait()
}

// The struct around it is copied.
func badStruct(b *batch) {
	other := *b // want "."
	other.wg.Wait()
}

// Returned by value.
func badReturn(b *batch) sync.WaitGroup {
	return b.wg // want "wg"
}

// Each turn copies one element.
func badRange(batches []batch) {
	for _, b := range batches { // want "b"
		b.wg.Wait()
	}
}

// Handed to a closure as a value.
func badClosureParameter(work func()) {
	var wg sync.WaitGroup
	wg.Add(1)
	go func(group *sync.WaitGroup) {
		other := *group // want "."
		defer other.Done()
		work()
	}(&wg)
	wg.Wait()
}

// A pointer.
func okPointer(wg *sync.WaitGroup, name string) {
	defer wg.Done()
	fmt.Println(name)
}

func okArgument(names []string) {
	var wg sync.WaitGroup
	for _, name := range names {
		wg.Add(1)
		go okPointer(&wg, name)
	}
	wg.Wait()
}

// A pointer receiver.
func (b *batch) okReceiver(name string) {
	defer b.wg.Done()
	b.names = append(b.names, name)
}

// A composite literal is a fresh value.
func okLiteral(names []string) *batch {
	b := batch{names: names}
	return &b
}

// A fresh zero value.
func okZero() *sync.WaitGroup {
	wg := sync.WaitGroup{}
	return &wg
}

// The closure captures the variable itself.
func okCaptured(work func()) {
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		defer wg.Done()
		work()
	}()
	wg.Wait()
}

// The address of an element.
func okIndex(batches []batch) {
	for i := range batches {
		batches[i].wg.Wait()
	}
}

// Pointers in a slice.
func okPointers(groups []*sync.WaitGroup) {
	for _, group := range groups {
		group.Wait()
	}
}

// Reset to a fresh zero value.
func okReset(b *batch) {
	*b = batch{}
}

type view struct {
	wg   *sync.WaitGroup
	name string
}

// The struct holds a pointer.
func okPointerField(v view) view {
	other := v
	return other
}
