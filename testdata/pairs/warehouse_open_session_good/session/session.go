// Package session opens sessions that keep themselves alive.
package session

import (
	"context"
	"errors"
	"strings"
	"time"
)

// Session is an open session.
type Session struct {
	dsn  string
	rows map[string]int
}

// Open connects to dsn. The caller ends the session with the returned function.
func Open(dsn string) (*Session, func(), error) {
	if !strings.HasPrefix(dsn, "warehouse://") {
		return nil, nil, errors.New("session: bad dsn")
	}
	ctx, cancel := context.WithCancel(context.Background())
	s := &Session{dsn: dsn, rows: map[string]int{"orders": 12}}
	go s.keepalive(ctx)
	return s, cancel, nil
}

func (s *Session) keepalive(ctx context.Context) {
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
		case <-ctx.Done():
			return
		}
	}
}

// Rows says how many rows a table has.
func (s *Session) Rows(table string) int { return s.rows[table] }
