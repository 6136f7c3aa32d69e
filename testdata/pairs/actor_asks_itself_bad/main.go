// Package main holds an actor: one goroutine, one mailbox, handlers by name.
//
// needs: channel in a field, stored callback, map of handlers, self-wait
package main

import (
	"fmt"
	"strings"
)

type message struct {
	verb  string
	arg   string
	reply chan string
}

type actor struct {
	inbox    chan message
	handlers map[string]func(string) string
	state    map[string]string
}

func newActor() *actor {
	a := &actor{inbox: make(chan message), state: map[string]string{}}
	a.handlers = map[string]func(string) string{
		"get": a.get,
		"set": a.set,
		"cap": a.capitalize,
	}
	go a.loop()
	return a
}

func (a *actor) loop() {
	for m := range a.inbox {
		h, ok := a.handlers[m.verb]
		if !ok {
			m.reply <- "unknown verb"
			continue
		}
		m.reply <- h(m.arg) // or "channel-wait-cycle"
	}
}

// ask sends a message to the actor and waits for its answer.
func (a *actor) ask(verb, arg string) string {
	reply := make(chan string, 1)
	a.inbox <- message{verb, arg, reply} // or "channel-wait-cycle|send-without-receiver"
	return <-reply
}

func (a *actor) get(key string) string { return a.state[key] }

func (a *actor) set(pair string) string {
	k, v, _ := strings.Cut(pair, "=")
	a.state[k] = v
	return v
}

func (a *actor) capitalize(key string) string {
	v := strings.ToUpper(a.ask("get", key)) // want "channel-wait-cycle"
	return a.set(key + "=" + v)
}

func main() {
	a := newActor()
	defer close(a.inbox)
	fmt.Println(a.ask("set", "name=ada"))
	fmt.Println(a.ask("cap", "name"))
	fmt.Println(a.ask("get", "name"))
}
