// Command mutex_of_channel uses a channel of capacity one as a lock that can be waited for with a deadline.
package main

import (
	"context"
	"errors"
	"fmt"
	"time"
)

type Lock chan struct{}

func NewLock() Lock { return make(Lock, 1) }

func (l Lock) Acquire(ctx context.Context) error {
	select {
	case l <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (l Lock) Release() {
	select {
	case <-l:
	default:
		panic("release of a lock that is not held")
	}
}

type printer struct {
	lock  Lock
	pages int
}

func (p *printer) print(ctx context.Context, n int) error {
	if err := p.lock.Acquire(ctx); err != nil {
		return err
	}
	defer p.lock.Release()
	if n < 0 {
		return errors.New("no pages")
	}
	p.pages += n
	return nil
}

func main() {
	p := &printer{lock: NewLock()}
	ctx := context.Background()
	fmt.Println(p.print(ctx, 2), p.print(ctx, -1), p.print(ctx, 3))
	p.lock <- struct{}{}
	short, cancel := context.WithTimeout(ctx, time.Millisecond)
	defer cancel()
	fmt.Println(p.print(short, 1))
	<-p.lock
	fmt.Println(p.pages)
}
