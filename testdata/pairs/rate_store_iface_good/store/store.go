// Package store keeps counters.
package store

// Store counts hits by key.
type Store interface {
	Incr(key string) int
	Reset(key string)
	Snapshot() map[string]int
}
