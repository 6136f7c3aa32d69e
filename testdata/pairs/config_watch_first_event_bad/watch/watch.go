// Package watch tells of changes.
package watch

// Event is one change.
type Event struct {
	Path    string
	Version int
	Removed bool
}

// Watcher gives changes until it is stopped.
type Watcher interface {
	Changes() <-chan Event
	Stop()
}
