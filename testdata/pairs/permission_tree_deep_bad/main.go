// Command permission_tree_deep resolves permissions through several layers, each a call deeper.
package main

// needs: depth 5, generics

import (
	"fmt"
	"sync"
)

type guarded[V any] struct {
	mu   sync.Mutex
	data map[string]V
}

func (g *guarded[V]) with(visit func(map[string]V)) {
	g.mu.Lock() // or "double-lock"
	defer g.mu.Unlock()
	visit(g.data)
}

func (g *guarded[V]) get(key string) V {
	var found V
	g.with(func(m map[string]V) { found = m[key] })
	return found
}

type role struct {
	allow  []string
	parent string
}

type resolver struct{ roles guarded[role] }

func (r *resolver) allowed(name, action string) (yes bool) {
	r.roles.with(func(m map[string]role) { // or "double-lock"
		yes = r.inRole(m, m[name], action) // want "double-lock"
	})
	return yes
}

func (r *resolver) inRole(m map[string]role, at role, action string) bool {
	for _, a := range at.allow {
		if a == action {
			return true
		}
	}
	return r.inherited(m, at, action)
}

func (r *resolver) inherited(m map[string]role, at role, action string) bool {
	if at.parent == "" {
		return false
	}
	return r.inRole(m, r.lookup(at.parent), action)
}

func (r *resolver) lookup(name string) role { return r.normalized(name) }

func (r *resolver) normalized(name string) role { return r.roles.get(name) }

func main() {
	r := &resolver{}
	r.roles.data = map[string]role{"ops": {allow: []string{"restart"}}, "dev": {allow: []string{"read"}, parent: "ops"}}
	fmt.Println(r.roles.get("ops").allow, r.lookup("dev").allow)
	fmt.Println(r.allowed("dev", "read"), r.allowed("dev", "restart"))
}
