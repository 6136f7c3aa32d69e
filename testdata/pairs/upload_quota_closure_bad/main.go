// Command upload_quota_closure reserves quota before an upload; a closure gives the reservation's lock back.
package main

// needs: closure

import (
	"errors"
	"log"
	"sync"
)

var errTooLarge = errors.New("upload exceeds the quota")

type quota struct {
	mu   sync.Mutex
	left int64
}

type uploader struct {
	quota *quota
	blobs map[string]int64
}

func (u *uploader) upload(name string, size int64) error {
	u.quota.mu.Lock()
	finish := func(spent int64) {
		u.quota.left -= spent
		u.quota.mu.Unlock()
	}
	if size > u.quota.left {
		return errTooLarge // want "lock-not-released"
	}
	if _, exists := u.blobs[name]; exists {
		finish(0)
		return nil
	}
	u.blobs[name] = size
	finish(size)
	return nil
}

func main() {
	u := &uploader{quota: &quota{left: 1 << 20}, blobs: make(map[string]int64)}
	for _, file := range []struct {
		name string
		size int64
	}{{"logo.png", 4_000}, {"movie.mkv", 1 << 30}, {"notes.txt", 900}} {
		if err := u.upload(file.name, file.size); err != nil {
			log.Printf("%s: %v", file.name, err)
		}
	}
	log.Printf("%d blobs stored", len(u.blobs))
}
