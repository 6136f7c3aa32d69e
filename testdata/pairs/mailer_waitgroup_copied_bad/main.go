// Command mailer_waitgroup_copied sends a newsletter from several goroutines.
package main

// needs: parameter

import (
	"fmt"
	"sync"
)

// observe-expect: asleep

type newsletter struct{ subject string }

func (n newsletter) send(to string, sent sync.WaitGroup) { // want "waitgroup-copied"
	defer sent.Done()
	fmt.Printf("%s -> %s\n", n.subject, to)
}

func main() {
	n := newsletter{subject: "What is new in May"}
	var sent sync.WaitGroup
	for _, reader := range []string{"ann@example.com", "ben@example.com"} {
		sent.Add(1)
		go n.send(reader, sent) // or "waitgroup-copied"
	}
	sent.Wait()
}
