// Reading the settings logs a line, and the logger asks the settings for its level.
// needs: OnceValue in a variable, cross-package, function variable
package main

import (
	"fmt"

	"example.com/pairs/settings_log_level_cycle_bad/internal/logx"
	"example.com/pairs/settings_log_level_cycle_bad/internal/settings"
)

func main() {
	logx.SetLevelFunc(settings.Level)
	s := settings.Load() // or "once-reentry"
	fmt.Println(s.Addr)
}
