// A roster that implements sort.Interface with locking methods sorts itself under its lock.
// needs: library callback, sort.Interface
package main

import (
	"fmt"
	"sort"
	"sync"
)

type member struct {
	name string
	age  int
}

type roster struct {
	mu      sync.RWMutex
	members []member
}

func (r *roster) Len() int {
	r.mu.RLock() // or "double-lock"
	defer r.mu.RUnlock()
	return len(r.members)
}

func (r *roster) Less(i, j int) bool { return r.members[i].age < r.members[j].age }

func (r *roster) Swap(i, j int) { r.members[i], r.members[j] = r.members[j], r.members[i] }

func (r *roster) join(name string, age int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.members = append(r.members, member{name, age})
	sort.Sort(r) // want "double-lock"
}

func main() {
	r := &roster{}
	r.join("ann", 41)
	r.join("bob", 17)
	fmt.Println(r.Len(), r.members[0].name)
}
