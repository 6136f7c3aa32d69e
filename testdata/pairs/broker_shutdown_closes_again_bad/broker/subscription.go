package broker

// Subscription is one reader's end.
type Subscription struct {
	name   string
	events chan string
	owner  *Broker
	gone   bool
}

// Events gives the messages.
func (s *Subscription) Events() <-chan string { return s.events }

// Cancel ends the subscription.
func (s *Subscription) Cancel() {
	s.owner.mu.Lock()
	defer s.owner.mu.Unlock()
	if s.gone {
		return
	}
	s.gone = true
	close(s.events) // or "double-close"
}
