// Command metrics_registry_walk lets collectors register while the registry is being walked.
package main

// needs: interface, library callback, sync.Map

import (
	"cmp"
	"fmt"
	"slices"
	"sync"
)

type Collector interface {
	Name() string
	Collect(r *Registry) float64
}

type Registry struct {
	mu         sync.Mutex
	collectors []Collector
	values     map[string]float64
}

func (r *Registry) Register(c Collector) {
	r.mu.Lock() // or "double-lock"
	r.collectors = append(r.collectors, c)
	r.mu.Unlock()
}

func (r *Registry) Gather() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, c := range r.collectors {
		r.values[c.Name()] = c.Collect(r) // want "double-lock"
	}
	names := make([]string, 0, len(r.values))
	for n := range r.values {
		names = append(names, n)
	}
	slices.SortFunc(names, func(a, b string) int { return cmp.Compare(r.values[a], r.values[b]) })
	return names
}

type gauge struct {
	name  string
	value float64
}

func (g gauge) Name() string              { return g.name }
func (g gauge) Collect(*Registry) float64 { return g.value }

type vector struct {
	name     string
	children []string
	once     bool
}

func (v *vector) Name() string { return v.name }

func (v *vector) Collect(r *Registry) float64 {
	if !v.once {
		v.once = true
		for i, c := range v.children {
			r.Register(gauge{v.name + "_" + c, float64(i)}) // or "double-lock"
		}
	}
	return float64(len(v.children))
}

func main() {
	r := &Registry{values: map[string]float64{}}
	r.Register(gauge{"up", 1})
	r.Register(&vector{name: "requests", children: []string{"get", "put"}})
	fmt.Println(r.Gather())
	fmt.Println(len(r.Gather()))
}
