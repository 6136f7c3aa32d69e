// Command export_pipe_not_closed streams rows through a pipe into an encoder that may refuse one.
package main

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
	r, w := io.Pipe()
	defer r.Close()
	go produce(w, rows)
	n, err := encode(r)
	if err != nil {
		return 0, fmt.Errorf("export: %w", err)
	}
	return n, nil
}

func main() {
	fmt.Println(export([]string{"a,b", "c,d"}))
	fmt.Println(export([]string{"a,b", `c\d`, "e,f", strings.Repeat("x", 9000)}))
}
