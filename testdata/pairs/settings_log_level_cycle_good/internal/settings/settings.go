// Package settings reads the settings once.
package settings

import (
	"sync"

	"example.com/pairs/settings_log_level_cycle_good/internal/logx"
)

// Settings are what the process runs with.
type Settings struct {
	Level string
	Addr  string
}

// Load returns the settings; the first call reads them.
var Load = sync.OnceValue(read)

func read() *Settings {
	s := &Settings{Level: "debug", Addr: ":8080"}
	if s.Addr != "" {
		logx.Infof("listening on %s", s.Addr)
	}
	return s
}

// Level is the level to log at.
func Level() string {
	return Load().Level
}
