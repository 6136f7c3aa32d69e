package main

import (
	"fmt"
	"sync"

	"example.com/pairs/session_feed_rlock_send_good/session"
)

type auditor struct {
	wg  sync.WaitGroup
	reg session.Registry
}

func (a *auditor) run(feed <-chan session.Event) {
	defer a.wg.Done()
	for ev := range feed {
		if ev.Kind == "login" {
			a.reg.Touch(ev.User)
		}
	}
}

func main() {
	t := session.NewTable()
	a := &auditor{reg: t}
	a.wg.Add(1)
	go a.run(t.Feed())
	for _, u := range []string{"ada", "bob", "cyd"} {
		t.Add(u)
	}
	t.Announce("login")
	t.Close()
	a.wg.Wait()
	fmt.Println(t.Touched("ada"))
}
