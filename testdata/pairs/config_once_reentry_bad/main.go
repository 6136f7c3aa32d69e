// Command config_once_reentry loads its configuration once; a decoder of one of the values asks for the configuration.
package main

// needs: interface, stored callback

import (
	"fmt"
	"log"
	"strings"
	"sync"
)

type decoder interface {
	decode(raw string) (string, error)
}

type store struct {
	once     sync.Once
	values   map[string]string
	err      error
	decoders map[string]decoder
}

func (s *store) load() {
	s.values = make(map[string]string)
	for key, raw := range map[string]string{"dsn": "ref:host", "host": "db.internal"} {
		value := raw
		if d, ok := s.decoders[key]; ok {
			if value, s.err = d.decode(raw); s.err != nil {
				return
			}
		}
		s.values[key] = value
	}
}

// Get returns a value.
func (s *store) Get(key string) (string, error) {
	s.once.Do(s.load) // want "once-reentry"
	return s.values[key], s.err
}

type reference struct{ in *store }

func (r reference) decode(raw string) (string, error) {
	name, ok := strings.CutPrefix(raw, "ref:")
	if !ok {
		return raw, nil
	}
	return r.in.Get(name) // or "once-reentry"
}

func main() {
	s := &store{decoders: make(map[string]decoder)}
	s.decoders["dsn"] = reference{in: s}
	dsn, err := s.Get("dsn")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("connecting to", dsn)
}
