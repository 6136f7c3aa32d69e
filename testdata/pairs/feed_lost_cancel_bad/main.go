// Command feed_lost_cancel opens price feeds; each has a context of its own and a goroutine that ends with it.
package main

// needs: early return, cancel in a field

import (
	"context"
	"errors"
	"fmt"
	"os"
	"runtime"
	"time"
)

// observe-expect: exit 3

var errSymbol = errors.New("unknown symbol")

type feed struct {
	symbol string
	stop   context.CancelFunc
}

func (f *feed) poll(ctx context.Context) {
	ticker := time.NewTicker(5 * time.Millisecond)
	defer ticker.Stop()
	for {
		select {
		case <-ticker.C:
		case <-ctx.Done():
			return
		}
	}
}

func known(symbol string) bool { return len(symbol) == 4 }

func open(parent context.Context, symbol string) (*feed, error) {
	ctx, cancel := context.WithCancel(parent) // want "lost-cancel"
	f := &feed{symbol: symbol, stop: cancel}
	go f.poll(ctx)
	if !known(symbol) {
		return nil, fmt.Errorf("%s: %w", symbol, errSymbol) // or "lost-cancel"
	}
	return f, nil
}

func main() {
	before := runtime.NumGoroutine()
	for i := range 20 {
		f, err := open(context.Background(), fmt.Sprintf("X%d", i))
		if err != nil {
			continue
		}
		f.stop()
	}
	time.Sleep(50 * time.Millisecond)
	if left := runtime.NumGoroutine() - before; left > 0 {
		fmt.Println(left, "feeds still poll")
		os.Exit(3)
	}
}
