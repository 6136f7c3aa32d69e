// Reading the settings logs a line, and the logger asks the settings for its level.
package main

import (
	"fmt"

	"example.com/pairs/settings_log_level_cycle_good/internal/logx"
	"example.com/pairs/settings_log_level_cycle_good/internal/settings"
)

func main() {
	s := settings.Load()
	logx.SetLevelFunc(settings.Level)
	fmt.Println(s.Addr)
}
