// An uploader gives its lock up around slow work; on a failed upload it returns without it while the deferred unlock still runs.
// needs: defer, loop, early return, locker
package main

import (
	"errors"
	"fmt"
	"sync"
)

type part struct {
	n    int
	sent bool
}

type uploader struct {
	l     sync.Locker
	parts []*part
	put   func(n int) error
}

func newUploader(l sync.Locker, n int, put func(int) error) *uploader {
	u := &uploader{l: l, put: put}
	for i := range n {
		u.parts = append(u.parts, &part{n: i})
	}
	return u
}

func (u *uploader) flush() (err error) {
	u.l.Lock()
	defer u.l.Unlock() // or "unlock-of-unlocked"
	for _, p := range u.parts {
		if p.sent {
			continue
		}
		u.l.Unlock()
		err := u.put(p.n)
		if err != nil {
			return fmt.Errorf("part %d: %w", p.n, err) // want "unlock-of-unlocked"
		}
		u.l.Lock()
		p.sent = true
	}
	return nil
}

var errTooLarge = errors.New("too large")

func main() {
	var mu sync.Mutex
	u := newUploader(&mu, 5, func(n int) error {
		if n == 3 {
			return errTooLarge
		}
		return nil
	})
	if err := u.flush(); err != nil {
		fmt.Println("flush:", err)
	}
}
