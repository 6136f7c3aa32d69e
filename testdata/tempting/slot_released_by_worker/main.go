// Command encoder takes a slot before it starts a goroutine, which gives it back; a full house is refused.
package main

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"
)

var errFull = errors.New("encoder: full")

type encoder struct {
	slots chan struct{}
	wg    sync.WaitGroup
}

func (e *encoder) submit(ctx context.Context, frames int) error {
	select {
	case e.slots <- struct{}{}:
	case <-ctx.Done():
		return errFull
	}
	if frames == 0 {
		<-e.slots
		return errors.New("encoder: nothing to do")
	}
	e.wg.Add(1)
	go e.encode(frames)
	return nil
}

func (e *encoder) encode(frames int) {
	defer e.wg.Done()
	defer func() { <-e.slots }()
	time.Sleep(time.Duration(frames) * time.Millisecond)
}

func main() {
	e := &encoder{slots: make(chan struct{}, 2)}
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Millisecond)
	defer cancel()
	refused := 0
	for _, n := range []int{0, 40, 40, 40} {
		if err := e.submit(ctx, n); err != nil {
			refused++
		}
	}
	e.wg.Wait()
	fmt.Println(refused)
}
