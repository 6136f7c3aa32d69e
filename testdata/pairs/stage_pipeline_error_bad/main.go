// Command stage_pipeline_error parses, enriches and sums measurements in three stages.
package main

// needs: pipeline of stages, channel parameter and result, early return

// observe-expect: leak

import (
	"fmt"
	"strconv"
)

type sample struct {
	host  string
	value float64
}

func parse(lines []string) <-chan sample {
	out := make(chan sample)
	go func() { // or "send-without-receiver|goroutine-leak-on-early-return"
		defer close(out)
		for i, line := range lines {
			v, err := strconv.ParseFloat(line, 64)
			if err != nil {
				v = -1
			}
			out <- sample{fmt.Sprint("host", i), v} // want "send-without-receiver|goroutine-leak-on-early-return"
		}
	}()
	return out
}

func scale(in <-chan sample, factor float64) <-chan sample {
	out := make(chan sample)
	go func() { // or "send-without-receiver|goroutine-leak-on-early-return"
		defer close(out)
		for s := range in {
			s.value *= factor
			out <- s // or "send-without-receiver|goroutine-leak-on-early-return"
		}
	}()
	return out
}

func total(lines []string) (sum float64, err error) {
	for s := range scale(parse(lines), 10) {
		if s.value < 0 {
			return 0, fmt.Errorf("%s: bad sample", s.host) // or "send-without-receiver|goroutine-leak-on-early-return"
		}
		sum += s.value
	}
	return sum, nil
}

func main() {
	fmt.Println(total([]string{"1.5", "2"}))
	fmt.Println(total([]string{"1.5", "x", "3", "4", "5"}))
}
