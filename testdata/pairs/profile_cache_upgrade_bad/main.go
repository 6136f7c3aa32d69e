// A cache looks a profile up under its read lock and stores a missing one with the method that locks for writing.
// needs: read lock to write lock, error path, embedding
package main

import (
	"errors"
	"fmt"
	"sync"
)

type Profile struct{ Name string }

type Loader func(id int) (*Profile, error)

type lockedMap struct {
	sync.RWMutex
	m map[int]*Profile
}

func (l *lockedMap) set(id int, p *Profile) *Profile {
	l.Lock() // or "double-lock"
	defer l.Unlock()
	l.m[id] = p
	return p
}

type Cache struct {
	lockedMap
	load Loader
}

var ErrNoProfile = errors.New("no profile")

func (c *Cache) Get(id int) (*Profile, error) {
	c.RLock()
	defer c.RUnlock()
	if p, ok := c.m[id]; ok {
		return p, nil
	}
	p, err := c.load(id)
	switch {
	case errors.Is(err, ErrNoProfile):
		return c.set(id, nil), nil // want "double-lock"
	case err != nil:
		return nil, fmt.Errorf("load %d: %w", id, err)
	}
	return c.set(id, p), nil // or "double-lock"
}

func main() {
	c := &Cache{lockedMap: lockedMap{m: map[int]*Profile{}}, load: func(id int) (*Profile, error) {
		if id > 1 {
			return nil, ErrNoProfile
		}
		return &Profile{fmt.Sprint("user", id)}, nil
	}}
	for id := range 3 {
		p, err := c.Get(id)
		fmt.Println(p != nil, err)
	}
}
