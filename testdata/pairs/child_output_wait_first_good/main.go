// Command child_output_wait_first runs a child and reads what it prints.
package main

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
	for scan := bufio.NewScanner(pipe); scan.Scan(); {
		n++
	}
	return n, cmd.Wait()
}

func main() {
	time.AfterFunc(2*time.Second, func() {
		fmt.Println("the child is still there")
		os.Exit(3)
	})
	n, err := runner{"/bin/sh"}.lines("i=0; while [ $i -lt 20000 ]; do echo line $i; i=$((i+1)); done")
	fmt.Println(n, err)
}
