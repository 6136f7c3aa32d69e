// Command alert_sink_interface raises alerts on several sinks; one of the sinks asks the hub for its own statistics.
package main

// needs: interface

import (
	"fmt"
	"log"
	"sync"
)

// Sink takes alerts to where people see them.
type Sink interface {
	Deliver(alert string) error
}

// Hub fans alerts out to its sinks.
type Hub struct {
	mu     sync.Mutex
	sinks  []Sink
	raised int
}

// Register adds a sink.
func (h *Hub) Register(s Sink) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.sinks = append(h.sinks, s)
}

// Raised says how many alerts were raised so far.
func (h *Hub) Raised() int {
	h.mu.Lock() // or "double-lock"
	defer h.mu.Unlock()
	return h.raised
}

// Raise delivers an alert to all sinks.
func (h *Hub) Raise(alert string) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.raised++
	for _, sink := range h.sinks {
		if err := sink.Deliver(alert); err != nil { // want "double-lock"
			return fmt.Errorf("raise %q: %w", alert, err)
		}
	}
	return nil
}

type console struct{}

func (console) Deliver(alert string) error {
	_, err := fmt.Println("ALERT", alert)
	return err
}

type pager struct {
	hub   *Hub
	limit int
}

func (p *pager) Deliver(alert string) error {
	if p.hub.Raised() > p.limit {
		return fmt.Errorf("pager is muted after %d alerts", p.limit)
	}
	log.Printf("paging: %s", alert)
	return nil
}

func main() {
	hub := &Hub{}
	hub.Register(console{})
	hub.Register(&pager{hub: hub, limit: 10})
	if err := hub.Raise("disk is almost full"); err != nil {
		log.Fatal(err)
	}
}
