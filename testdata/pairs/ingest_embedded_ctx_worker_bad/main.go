// Command ingest parses events in a stage of its own; the caller wants them within a deadline.
package main

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// needs: embedding, context, channel in a field, parent goes

type event struct{ id int }

type stage struct {
	out chan event
}

func (s *stage) emit(e event) {
	s.out <- e // want "ctx-ignored|send-without-receiver"
}

type parser struct {
	stage
	limit int
}

func (p *parser) run(ctx context.Context) {
	defer close(p.out)
	for i := 0; i < p.limit; i++ {
		if err := ctx.Err(); err != nil {
			return
		}
		time.Sleep(5 * time.Millisecond)
		p.emit(event{i}) // or "ctx-ignored|send-without-receiver|goroutine-leak-on-early-return"
	}
}

func ingest(parent context.Context, n int) (sum int, err error) {
	ctx, cancel := context.WithTimeout(parent, 30*time.Millisecond)
	defer cancel()

	p := &parser{stage: stage{out: make(chan event)}, limit: n}
	go p.run(ctx) // or "ctx-ignored|send-without-receiver|goroutine-leak-on-early-return"
	for {
		select {
		case e, ok := <-p.out:
			if !ok {
				return sum, nil
			}
			sum += e.id
		case <-ctx.Done():
			return sum, ctx.Err()
		}
	}
}

func main() {
	if _, err := ingest(context.Background(), 100); !errors.Is(err, context.DeadlineExceeded) {
		panic(err)
	}
	fmt.Println("deadline, as expected")
}
