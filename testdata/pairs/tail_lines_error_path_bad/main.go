// Command tail prints the fields of a log.
//
// needs: parameter channel, early return of the producer, labelled loop, range
package main

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"strings"
)

type entry struct {
	level string
	text  string
}

type source struct {
	name string
	r    io.Reader
}

func (s *source) scan(out chan<- entry) error {
	sc := bufio.NewScanner(s.r)
lines:
	for sc.Scan() {
		level, text, ok := strings.Cut(sc.Text(), " ")
		switch {
		case !ok && level == "":
			continue lines
		case level == "EOF":
			break lines
		case !ok:
			return fmt.Errorf("%s: malformed line %q", s.name, sc.Text())
		}
		out <- entry{level, text}
	}
	if err := sc.Err(); err != nil {
		return err
	}
	close(out)
	return nil
}

func count(s *source) map[string]int {
	entries := make(chan entry)
	go func() {
		if err := s.scan(entries); err != nil {
			fmt.Fprintln(os.Stderr, "scan:", err)
		}
	}()
	levels := make(map[string]int)
	for e := range entries { // want "range-over-unclosed|receive-without-sender"
		levels[e.level]++
	}
	return levels
}

func main() {
	fmt.Println(count(&source{"good", strings.NewReader("INFO up\n\nWARN hot\nEOF\n")}))
	fmt.Println(count(&source{"bad", strings.NewReader("INFO up\nbroken\nWARN hot\n")}))
}
