// Command feature_store_upgrade reads feature flags and loads those it does not know yet.
package main

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
	f.rw.Lock()
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
	on, ok := f.lookup(name)
	f.rw.RUnlock()
	if ok {
		return on
	}
	return f.load(name)
}

func main() {
	store := &flagStore{flags: map[string]bool{"dark-mode": true}}
	fmt.Println(store.Enabled("dark-mode"))
	fmt.Println(store.Enabled("new-search"))
	fmt.Println(store.loads)
}
