// A line protocol handler jumps to its error label with the table locked.
package main

import (
	"bufio"
	"fmt"
	"strings"
	"sync"
)

type server struct {
	tableMu sync.Mutex
	table   map[string]string
	errors  int
}

func (srv *server) handle(conn string) []string {
	var replies []string
	sc := bufio.NewScanner(strings.NewReader(conn))

next:
	for sc.Scan() {
		fields := strings.Fields(sc.Text())
		if len(fields) == 0 {
			continue next
		}
		var reply string
		switch cmd := fields[0]; cmd {
		case "SET":
			if len(fields) != 3 {
				goto bad
			}
			srv.tableMu.Lock()
			if _, taken := srv.table[fields[1]]; taken {
				srv.tableMu.Unlock()
				goto bad
			}
			srv.table[fields[1]] = fields[2]
			srv.tableMu.Unlock()
			reply = "OK"
		case "GET":
			srv.tableMu.Lock()
			reply = srv.table[fields[1]]
			srv.tableMu.Unlock()
		case "QUIT":
			break next
		default:
			goto bad
		}
		replies = append(replies, reply)
		continue

	bad:
		srv.errors++
		replies = append(replies, "ERR")
	}
	return replies
}

func main() {
	srv := &server{table: map[string]string{}}
	out := make(chan []string)
	for _, c := range []string{"SET a 1\nSET a 2\nGET a\nQUIT", "SET b 1\nGET b\nFOO"} {
		go func() { out <- srv.handle(c) }()
	}
	fmt.Println(<-out)
	fmt.Println(<-out)
}
