// Command result_and_error_channels has a channel for the result and one for the error, each with room for one.
package main

import (
	"context"
	"errors"
	"fmt"
	"time"
)

func compute(n int) (int, error) {
	time.Sleep(2 * time.Millisecond)
	if n < 0 {
		return 0, errors.New("negative")
	}
	return n * n, nil
}

func square(ctx context.Context, n int) (int, error) {
	value, failed := make(chan int, 1), make(chan error, 1)
	go func() {
		v, err := compute(n)
		if err != nil {
			failed <- err
			return
		}
		value <- v
	}()
	select {
	case v := <-value:
		return v, nil
	case err := <-failed:
		return 0, err
	case <-ctx.Done():
		return 0, ctx.Err()
	}
}

func main() {
	ctx, cancel := context.WithTimeout(context.Background(), time.Millisecond)
	defer cancel()
	fmt.Println(square(context.Background(), 7))
	fmt.Println(square(context.Background(), -1))
	fmt.Println(square(ctx, 3))
}
