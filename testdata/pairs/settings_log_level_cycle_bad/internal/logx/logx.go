// Package logx writes lines above a level.
package logx

import (
	"fmt"
	"os"
)

var level = func() string { return "info" }

// SetLevelFunc replaces the function that says at which level to log.
func SetLevelFunc(f func() string) { level = f }

// Infof writes a line unless the level is "error".
func Infof(format string, args ...any) {
	if level() == "error" { // or "once-reentry"
		return
	}
	fmt.Fprintf(os.Stdout, format+"\n", args...)
}
