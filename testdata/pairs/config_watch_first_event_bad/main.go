// needs: interface, cross-package, returned channel, break out of range
package main

import (
	"fmt"

	"example.com/pairs/config_watch_first_event_bad/watch"
)

func waitForVersion(w watch.Watcher, min int) (int, bool) {
	defer w.Stop()
	for ev := range w.Changes() {
		if ev.Removed {
			continue
		}
		if ev.Version >= min {
			return ev.Version, true // or "send-without-receiver|goroutine-leak-on-early-return"
		}
	}
	return 0, false
}

func main() {
	fmt.Println(waitForVersion(watch.Poll("app.yaml", 6), 3))
}
