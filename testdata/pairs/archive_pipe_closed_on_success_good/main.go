// Command archive compresses a report while it is read on the other side of a pipe.
package main

import (
	"compress/gzip"
	"errors"
	"fmt"
	"io"
)

// observe-expect: asleep

type section struct {
	title string
	bad   bool
}

type archive struct {
	r *io.PipeReader
	w *io.PipeWriter
}

func newArchive() *archive {
	r, w := io.Pipe()
	return &archive{r: r, w: w}
}

var errBad = errors.New("bad section")

func (a *archive) produce(sections []section) error {
	z := gzip.NewWriter(a.w)
	for _, s := range sections {
		if s.bad {
			return a.w.CloseWithError(errBad)
		}
		if _, err := fmt.Fprintln(z, s.title); err != nil {
			return err
		}
	}
	if err := z.Close(); err != nil {
		return err
	}
	return a.w.Close()
}

func (a *archive) size(sections []section) (int64, error) {
	go func() {
		if err := a.produce(sections); err != nil {
			fmt.Println("archive:", err)
		}
	}()
	return io.Copy(io.Discard, a.r)
}

func main() {
	fmt.Println(newArchive().size([]section{{"one", false}, {"two", false}}))
	fmt.Println(newArchive().size([]section{{"one", false}, {"two", true}}))
}
