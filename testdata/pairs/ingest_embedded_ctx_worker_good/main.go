// Command ingest parses events in a stage of its own; the caller wants them within a deadline.
package main

import (
	"context"
	"errors"
	"fmt"
	"time"
)

type event struct{ id int }

type stage struct {
	out chan event
}

func (s *stage) emit(e event) {
	s.out <- e
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
		select {
		case p.out <- event{i}:
		case <-ctx.Done():
			return
		}
	}
}

func ingest(parent context.Context, n int) (sum int, err error) {
	ctx, cancel := context.WithTimeout(parent, 30*time.Millisecond)
	defer cancel()

	p := &parser{stage: stage{out: make(chan event)}, limit: n}
	go p.run(ctx)
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
