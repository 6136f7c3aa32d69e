// Package flow joins typed stages by channels.
package flow

// Stage is a producer of values.
type Stage[T any] struct {
	out chan T
	err error
}

// Out gives the values.
func (s *Stage[T]) Out() <-chan T { return s.out }

// Err gives the error that ended the stage; it may be asked after Out is closed.
func (s *Stage[T]) Err() error { return s.err }

// From makes a stage of values.
func From[T any](values ...T) *Stage[T] {
	s := &Stage[T]{out: make(chan T, len(values))}
	for _, v := range values {
		s.out <- v
	}
	close(s.out)
	return s
}

// Map applies fn to all values of in.
func Map[In, Out any](in *Stage[In], fn func(In) (Out, error)) *Stage[Out] {
	s := &Stage[Out]{out: make(chan Out)}
	go func() {
		for v := range in.out { // want "range-over-unclosed|receive-without-sender"
			o, err := fn(v)
			if err != nil {
				s.err = err
				return
			}
			s.out <- o
		}
		close(s.out)
	}()
	return s
}
