// Command lint runs a linter over a file and stops at the first complaint.
package main

import (
	"bufio"
	"context"
	"fmt"
	"os/exec"
	"strings"
	"time"
)

// observe-expect: leak

type run struct {
	cmd *exec.Cmd
	out *bufio.Scanner
}

func startLint(ctx context.Context, script string) (*run, error) {
	cmd := exec.CommandContext(ctx, "sh", "-c", script)
	pipe, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	return &run{cmd: cmd, out: bufio.NewScanner(pipe)}, nil
}

func firstComplaint(ctx context.Context, script string) (string, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	r, err := startLint(ctx, script)
	if err != nil {
		return "", err
	}
	defer r.cmd.Wait()
	for r.out.Scan() {
		if line, bad := strings.CutPrefix(r.out.Text(), "E "); bad {
			return line, nil
		}
	}
	return "", r.out.Err()
}

func main() {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	_ = cancel
	fmt.Println(firstComplaint(ctx, "echo ok; echo 'E line 3'; exit 1"))
	cancel()
}
