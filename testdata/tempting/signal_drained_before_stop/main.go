// observe-left: 1

// Command signal_drained_before_stop waits for an interrupt or for its work, and stops the notification.
package main

import (
	"fmt"
	"os"
	"os/signal"
	"syscall"
)

func run(work func(stop <-chan struct{}) int) (n int, interrupted bool) {
	sigs := make(chan os.Signal, 1)
	signal.Notify(sigs, syscall.SIGHUP)
	defer signal.Stop(sigs)

	stop := make(chan struct{})
	result := make(chan int)
	go func() { result <- work(stop) }()
	select {
	case n = <-result:
		return n, false
	case <-sigs:
		close(stop)
		return <-result, true
	}
}

func main() {
	fmt.Println(run(func(<-chan struct{}) int { return 7 }))
	fmt.Println(run(func(stop <-chan struct{}) int {
		syscall.Kill(os.Getpid(), syscall.SIGHUP)
		<-stop
		return 1
	}))
}
