// Command import_rows_producer_fails reads rows in one goroutine and stores them in another one.
package main

// needs: two channels, early return of the producer

import (
	"fmt"
	"strconv"
	"strings"
)

type row struct {
	id   int
	name string
}

func parse(text string, rows chan<- row, failed *error) {
	for number, line := range strings.Split(text, "\n") {
		id, name, _ := strings.Cut(line, ",")
		value, err := strconv.Atoi(id)
		if err != nil {
			*failed = fmt.Errorf("line %d: %w", number+1, err)
			return // or "range-over-unclosed|receive-without-sender"
		}
		rows <- row{value, name}
	}
	close(rows)
}

func load(text string) (int, error) {
	rows := make(chan row)
	var failed error
	go parse(text, rows, &failed)
	stored := 0
	for r := range rows { // want "range-over-unclosed|receive-without-sender"
		fmt.Println("store", r.id, r.name)
		stored++
	}
	return stored, failed
}

func main() {
	for _, text := range []string{"1,ann\n2,bob", "3,cid\nx,dan\n5,eve"} {
		stored, err := load(text)
		fmt.Println(stored, err)
	}
}
