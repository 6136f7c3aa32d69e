// Command export_pipe_not_closed streams rows through a pipe into an encoder that may refuse one.
package main

// needs: io.Pipe, early return

// observe-expect: leak

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strings"
)

var errRow = errors.New("row cannot be encoded")

func produce(w *io.PipeWriter, rows []string) {
	for _, r := range rows {
		if _, err := fmt.Fprintln(w, r); err != nil {
			return
		}
	}
	w.Close()
}

func encode(r io.Reader) (n int, err error) {
	lines := bufio.NewScanner(r)
	for lines.Scan() {
		if strings.ContainsRune(lines.Text(), '\\') {
			return n, errRow
		}
		n += len(lines.Text())
	}
	return n, lines.Err()
}

func export(rows []string) (int, error) {
	r, w := io.Pipe()   // want "resource-not-closed|goroutine-leak-on-early-return"
	go produce(w, rows) // or "resource-not-closed|goroutine-leak-on-early-return"
	n, err := encode(r)
	if err != nil {
		return 0, fmt.Errorf("export: %w", err) // or "resource-not-closed|goroutine-leak-on-early-return"
	}
	return n, nil
}

func main() {
	fmt.Println(export([]string{"a,b", "c,d"}))
	fmt.Println(export([]string{"a,b", `c\d`, "e,f", strings.Repeat("x", 9000)}))
}
