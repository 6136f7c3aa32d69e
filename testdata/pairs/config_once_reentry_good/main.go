// Command config_once_reentry loads its configuration once; the decoder of a reference sees the raw values.
package main

import (
	"fmt"
	"log"
	"strings"
	"sync"
)

type decoder interface {
	decode(raw string, known map[string]string) (string, error)
}

type store struct {
	once     sync.Once
	values   map[string]string
	err      error
	decoders map[string]decoder
}

func (s *store) load() {
	s.values = make(map[string]string)
	raws := map[string]string{"dsn": "ref:host", "host": "db.internal"}
	for key, raw := range raws {
		value := raw
		if d, ok := s.decoders[key]; ok {
			if value, s.err = d.decode(raw, raws); s.err != nil {
				return
			}
		}
		s.values[key] = value
	}
}

// Get returns a value.
func (s *store) Get(key string) (string, error) {
	s.once.Do(s.load)
	return s.values[key], s.err
}

type reference struct{}

func (reference) decode(raw string, known map[string]string) (string, error) {
	name, ok := strings.CutPrefix(raw, "ref:")
	if !ok {
		return raw, nil
	}
	value, ok := known[name]
	if !ok {
		return "", fmt.Errorf("unknown reference %q", name)
	}
	return value, nil
}

func main() {
	s := &store{decoders: make(map[string]decoder)}
	s.decoders["dsn"] = reference{}
	dsn, err := s.Get("dsn")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("connecting to", dsn)
}
