// Command stage_pipeline_error parses, enriches and sums measurements in three stages.
package main

import (
	"fmt"
	"strconv"
)

type sample struct {
	host  string
	value float64
}

func parse(done <-chan struct{}, lines []string) <-chan sample {
	out := make(chan sample)
	go func() {
		defer close(out)
		for i, line := range lines {
			v, err := strconv.ParseFloat(line, 64)
			if err != nil {
				v = -1
			}
			select {
			case out <- sample{fmt.Sprint("host", i), v}:
			case <-done:
				return
			}
		}
	}()
	return out
}

func scale(done <-chan struct{}, in <-chan sample, factor float64) <-chan sample {
	out := make(chan sample)
	go func() {
		defer close(out)
		for s := range in {
			s.value *= factor
			select {
			case out <- s:
			case <-done:
				return
			}
		}
	}()
	return out
}

func total(lines []string) (sum float64, err error) {
	done := make(chan struct{})
	defer close(done)
	for s := range scale(done, parse(done, lines), 10) {
		if s.value < 0 {
			return 0, fmt.Errorf("%s: bad sample", s.host)
		}
		sum += s.value
	}
	return sum, nil
}

func main() {
	fmt.Println(total([]string{"1.5", "2"}))
	fmt.Println(total([]string{"1.5", "x", "3", "4", "5"}))
}
