// Both ends of a link write under the lock that their reader takes before it reads.
package main

import (
	"fmt"
	"io"
	"net"
	"sync"
	"time"
)

type link struct {
	mu   sync.Mutex
	conn net.Conn
	in   int
	out  int
}

func (l *link) send(b []byte) error {
	l.mu.Lock()
	l.out += len(b)
	l.mu.Unlock()
	_, err := l.conn.Write(b)
	return err
}

func (l *link) receive(n int) error {
	buf := make([]byte, 4)
	for range n {
		if _, err := io.ReadFull(l.conn, buf); err != nil {
			return err
		}
		l.mu.Lock()
		l.in += len(buf)
		l.mu.Unlock()
	}
	return nil
}

func main() {
	a, b := net.Pipe()
	ends := []*link{{conn: a}, {conn: b}}
	var wg sync.WaitGroup
	for _, end := range ends {
		wg.Add(2)
		go func() {
			defer wg.Done()
			for i := range 5 {
				if err := end.send([]byte(fmt.Sprintf("%04d", i))); err != nil {
					fmt.Println(err)
				}
			}
		}()
		go func() {
			defer wg.Done()
			time.Sleep(time.Millisecond)
			if err := end.receive(5); err != nil {
				fmt.Println(err)
			}
		}()
	}
	wg.Wait()
	fmt.Println(ends[0].in, ends[1].in)
}
