// Command pipe_reader_closed_early stops reading a pipe in the middle and closes it, which ends its writer.
package main

import (
	"bufio"
	"fmt"
	"io"
)

func head(n int, lines ...string) (kept []string) {
	r, w := io.Pipe()
	done := make(chan error, 1)
	go func() {
		for _, l := range lines {
			if _, err := fmt.Fprintln(w, l); err != nil {
				done <- err
				return
			}
		}
		done <- w.Close()
	}()
	scan := bufio.NewScanner(r)
	for len(kept) < n && scan.Scan() {
		kept = append(kept, scan.Text())
	}
	r.Close()
	<-done
	return kept
}

func main() {
	fmt.Println(head(2, "a", "b", "c", "d"))
	fmt.Println(head(9, "a", "b"))
}
