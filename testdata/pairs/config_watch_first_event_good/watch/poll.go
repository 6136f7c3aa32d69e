package watch

import "time"

type poller struct {
	path string
	max  int
	quit chan struct{}
}

// Poll looks at path again and again, max times at most.
func Poll(path string, max int) Watcher {
	return &poller{path: path, max: max, quit: make(chan struct{})}
}

func (p *poller) Stop() { close(p.quit) }

func (p *poller) Changes() <-chan Event {
	changes := make(chan Event)
	go func() {
		defer close(changes)
		for v := 1; v <= p.max; v++ {
			select {
			case <-p.quit:
				return
			case <-time.After(time.Millisecond):
			}
			for _, removed := range []bool{false, true} {
				select {
				case changes <- Event{Path: p.path, Version: v, Removed: removed}:
				case <-p.quit:
					return
				}
			}
		}
	}()
	return changes
}
