// Command session_double_close closes its session in a deferred call and once more where it ends well.
package main

// needs: channel in a field, repeated method

import "fmt"

type session struct {
	user string
	over chan struct{}
}

func login(user string) *session { return &session{user: user, over: make(chan struct{})} }

func (s *session) Close() {
	close(s.over) // want "double-close"
}

func transfer(user string, amount int) error {
	s := login(user)
	defer s.Close() // or "double-close"
	if amount < 0 {
		return fmt.Errorf("%s: negative amount", s.user)
	}
	fmt.Println(s.user, "moved", amount)
	s.Close() // or "double-close"
	return nil
}

func main() {
	fmt.Println(transfer("ann", -1))
	fmt.Println(transfer("bob", 12))
}
