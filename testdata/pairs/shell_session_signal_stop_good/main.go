// Command shell_session_signal_stop runs a session with a keep-alive that ends with the session.
package main

import (
	"bufio"
	"fmt"
	"io"
	"strings"
	"time"
)

type session struct {
	in   *bufio.Scanner
	out  io.Writer
	done chan struct{}
}

func (s *session) keepalive(d time.Duration) {
	t := time.NewTicker(d)
	defer t.Stop()
	for {
		select {
		case <-t.C:
			fmt.Fprint(s.out, "")
		case <-s.done:
			return
		}
	}
}

func (s *session) run() error {
	go s.keepalive(time.Millisecond)
	defer close(s.done)
	for s.in.Scan() {
		switch line := strings.TrimSpace(s.in.Text()); line {
		case "":
		case "exit":
			return nil
		default:
			fmt.Fprintln(s.out, "ran", line)
		}
	}
	return s.in.Err()
}

func main() {
	var out strings.Builder
	s := &session{bufio.NewScanner(strings.NewReader("ls\n\nexit\nrm\n")), &out, make(chan struct{})}
	fmt.Println(s.run())
	fmt.Print(out.String())
}
