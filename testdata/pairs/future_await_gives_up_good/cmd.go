package main

import (
	"context"
	"fmt"
	"time"

	"example.com/pairs/future_await_gives_up_good/async"
)

type profile struct{ name string }

func load(id int) (profile, error) {
	time.Sleep(time.Duration(id) * 10 * time.Millisecond)
	return profile{name: fmt.Sprint("user-", id)}, nil
}

func main() {
	ctx, cancel := context.WithTimeout(context.Background(), 15*time.Millisecond)
	defer cancel()
	var futures []*async.Future[profile]
	for id := 1; id <= 3; id++ {
		futures = append(futures, async.Go(func() (profile, error) { return load(id) }))
	}
	for _, f := range futures {
		p, err := f.Await(ctx)
		fmt.Println(p.name, err)
	}
	time.Sleep(40 * time.Millisecond)
}
