// Command feature_store_upgrade reads feature flags and loads those it does not know yet.
package main

// needs: upgrade of a read lock, call

import (
	"fmt"
	"strings"
	"sync"
)

type flagStore struct {
	rw    sync.RWMutex
	flags map[string]bool
	loads int
}

func (f *flagStore) lookup(name string) (on, known bool) {
	on, known = f.flags[name]
	return
}

func (f *flagStore) load(name string) bool {
	f.rw.Lock() // or "double-lock"
	defer f.rw.Unlock()
	if on, ok := f.lookup(name); ok {
		return on
	}
	f.loads++
	f.flags[name] = strings.HasPrefix(name, "new-")
	return f.flags[name]
}

func (f *flagStore) Enabled(name string) bool {
	f.rw.RLock()
	defer f.rw.RUnlock()
	if on, ok := f.lookup(name); ok {
		return on
	}
	return f.load(name) // want "double-lock"
}

func main() {
	store := &flagStore{flags: map[string]bool{"dark-mode": true}}
	fmt.Println(store.Enabled("dark-mode"))
	fmt.Println(store.Enabled("new-search"))
	fmt.Println(store.loads)
}
