package main

import (
	"fmt"

	"example.com/pairs/config_watch_first_event_good/watch"
)

func waitForVersion(w watch.Watcher, min int) (int, bool) {
	defer w.Stop()
	for ev := range w.Changes() {
		if ev.Removed {
			continue
		}
		if ev.Version >= min {
			return ev.Version, true
		}
	}
	return 0, false
}

func main() {
	fmt.Println(waitForVersion(watch.Poll("app.yaml", 6), 3))
}
