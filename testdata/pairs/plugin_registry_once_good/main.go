// A registry initialises itself once by loading plugins that register themselves with it.
package main

import (
	"fmt"
	"sync"
)

type Plugin interface {
	Name() string
	Setup() error
}

var (
	registryOnce sync.Once
	registry     map[string]Plugin
	available    = []Plugin{jsonPlugin{}, &yamlPlugin{}}
)

func Registry() map[string]Plugin {
	registryOnce.Do(load)
	return registry
}

func load() {
	registry = make(map[string]Plugin)
	for _, p := range available {
		registry[p.Name()] = p
		if err := p.Setup(); err != nil {
			delete(registry, p.Name())
		}
	}
}

type jsonPlugin struct{}

func (jsonPlugin) Name() string { return "json" }
func (jsonPlugin) Setup() error { return nil }

type yamlPlugin struct{ fallback Plugin }

func (*yamlPlugin) Name() string { return "yaml" }

func (y *yamlPlugin) Setup() error {
	p, ok := registry["json"]
	if !ok {
		return fmt.Errorf("yaml needs json")
	}
	y.fallback = p
	return nil
}

func main() {
	fmt.Println(len(Registry()))
}
