package upload

import (
	"errors"
	"strings"
	"testing"
)

// needs: test, fatal in goroutine, helper

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
	finished := make(chan string)
	for _, part := range parts {
		go func() {
			mustPut(t, s, part, "x") // want "fatal-in-goroutine"
			finished <- part
		}()
	}
	for range parts {
		<-finished
	}
}
