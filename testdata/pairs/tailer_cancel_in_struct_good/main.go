// Command tailer_cancel_in_struct opens tailers that poll until they are stopped.
package main

import (
	"context"
	"errors"
	"fmt"
	"time"
)

type tailer struct {
	file   string
	cancel context.CancelFunc
	done   chan struct{}
}

func (t *tailer) poll(ctx context.Context) {
	defer close(t.done)
	tick := time.NewTicker(time.Millisecond)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
		case <-ctx.Done():
			return
		}
	}
}

func (t *tailer) Stop() {
	t.cancel()
	<-t.done
}

var errEmpty = errors.New("empty name")

func open(file string) (*tailer, error) {
	ctx, cancel := context.WithCancel(context.Background())
	t := &tailer{file: file, cancel: cancel, done: make(chan struct{})}
	go t.poll(ctx)
	if file == "" {
		t.Stop()
		return nil, errEmpty
	}
	return t, nil
}

func main() {
	for _, name := range []string{"app.log", "", "db.log"} {
		t, err := open(name)
		if err != nil {
			fmt.Println(err)
			continue
		}
		t.Stop()
		fmt.Println("closed", t.file)
	}
}
