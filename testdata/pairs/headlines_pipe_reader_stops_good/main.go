// Command headlines reads the first lines of a feed that another goroutine renders.
package main

import (
	"bufio"
	"fmt"
	"io"
	"strings"
)

// observe-expect: leak

type feed struct{ lines []string }

func (f feed) open() io.ReadCloser {
	pr, pw := io.Pipe()
	go func() {
		w := bufio.NewWriterSize(pw, 16)
		for _, l := range f.lines {
			if _, err := fmt.Fprintln(w, l); err != nil {
				pw.CloseWithError(err)
				return
			}
		}
		pw.CloseWithError(w.Flush())
	}()
	return pr
}

func headlines(f feed, n int) []string {
	r := f.open()
	defer r.Close()
	var out []string
	sc := bufio.NewScanner(r)
	sc.Buffer(make([]byte, 0, 64), 64)
	for sc.Scan() {
		if title, ok := strings.CutPrefix(sc.Text(), "# "); ok {
			out = append(out, title)
		}
		if len(out) == n {
			return out
		}
	}
	return out
}

func main() {
	f := feed{}
	for i := range 200 {
		f.lines = append(f.lines, fmt.Sprintf("# headline %d", i), "text")
	}
	fmt.Println(headlines(f, 2))
}
