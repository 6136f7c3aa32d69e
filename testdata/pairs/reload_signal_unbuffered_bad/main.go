//go:build linux

// Command reload_signal_unbuffered reloads its rules on SIGHUP; reading them at start takes a moment.
package main

// needs: one body

import (
	"fmt"
	"log"
	"os"
	"os/signal"
	"syscall"
	"time"
)

// observe-expect: hang

type ruleSet struct{ version int }

func (r *ruleSet) read() {
	time.Sleep(30 * time.Millisecond) // a slow disk
	r.version++
}

func main() {
	hangups := make(chan os.Signal)
	signal.Notify(hangups, syscall.SIGHUP) // want "signal-notify-unbuffered"

	// The supervisor wants a reload before the first read is done.
	if err := syscall.Kill(os.Getpid(), syscall.SIGHUP); err != nil {
		log.Fatal(err)
	}
	rules := &ruleSet{}
	rules.read()

	<-hangups
	rules.read()
	fmt.Println("rules, version", rules.version)
}
