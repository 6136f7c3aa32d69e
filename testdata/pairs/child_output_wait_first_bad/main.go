// Command child_output_wait_first runs a child and reads what it prints.
package main

// needs: os/exec pipe, Wait before read

// observe-expect: exit 3

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"time"
)

type runner struct{ shell string }

func (r runner) lines(script string) (n int, err error) {
	cmd := exec.Command(r.shell, "-c", script)
	pipe, err := cmd.StdoutPipe()
	if err != nil {
		return 0, err
	}
	if err := cmd.Start(); err != nil {
		return 0, err
	}
	if err := cmd.Wait(); err != nil { // want "channel-wait-cycle|resource-not-closed|mixed-wait-cycle|receive-without-sender"
		return 0, err
	}
	for scan := bufio.NewScanner(pipe); scan.Scan(); { // or "channel-wait-cycle|resource-not-closed|mixed-wait-cycle|receive-without-sender"
		n++
	}
	return n, nil
}

func main() {
	time.AfterFunc(2*time.Second, func() {
		fmt.Println("the child is still there")
		os.Exit(3)
	})
	n, err := runner{"/bin/sh"}.lines("i=0; while [ $i -lt 20000 ]; do echo line $i; i=$((i+1)); done")
	fmt.Println(n, err)
}
