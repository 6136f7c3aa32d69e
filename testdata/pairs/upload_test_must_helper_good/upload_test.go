package upload

import (
	"errors"
	"strings"
	"testing"
)

type store interface {
	put(name, body string) error
}

type memory struct{ full bool }

func (m *memory) put(name, body string) error {
	if m.full {
		return errors.New("no space left")
	}
	return nil
}

func mustPut(t testing.TB, s store, name, body string) {
	t.Helper()
	if err := s.put(name, body); err != nil {
		t.Fatalf("put %s: %v", name, err)
	}
}

func TestParallelUpload(t *testing.T) {
	s := &memory{full: true}
	parts := strings.Fields("one two three")
	finished := make(chan error)
	for _, part := range parts {
		go func() {
			finished <- s.put(part, "x")
		}()
	}
	for range parts {
		if err := <-finished; err == nil {
			t.Error("put into a full store")
		}
	}
}
