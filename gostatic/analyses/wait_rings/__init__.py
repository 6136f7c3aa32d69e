"""Rings of waits: goroutines that are each waited for by another one of the ring, over locks, channels, groups and conds."""
