// A mirror waits for its group while it holds the lock that every download takes to note its result.
// needs: errgroup, lock, context, method call
package main

import (
	"context"
	"fmt"
	"os"
	"sort"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"
)

type fetcher interface {
	Fetch(ctx context.Context, url string) (int, error)
}

type fakeFetcher struct{ delay time.Duration }

func (f fakeFetcher) Fetch(ctx context.Context, url string) (int, error) {
	select {
	case <-ctx.Done():
		return 0, ctx.Err()
	case <-time.After(f.delay):
		return len(url), nil
	}
}

type Mirror struct {
	mu    sync.Mutex
	bytes map[string]int
	src   fetcher
}

func (m *Mirror) record(url string, n int) {
	m.mu.Lock() // or "waitgroup-wait-cycle|mixed-wait-cycle|lock-held-at-blocking-op"
	defer m.mu.Unlock()
	m.bytes[url] = n
}

func (m *Mirror) Sync(ctx context.Context, urls []string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	clear(m.bytes)
	g, ctx := errgroup.WithContext(ctx)
	for _, u := range urls {
		g.Go(func() error {
			n, err := m.src.Fetch(ctx, u)
			if err != nil {
				return fmt.Errorf("fetch %s: %w", u, err)
			}
			m.record(u, n)
			return nil
		})
	}
	if err := g.Wait(); err != nil { // want "waitgroup-wait-cycle|mixed-wait-cycle|lock-held-at-blocking-op"
		return err
	}
	return nil
}

func (m *Mirror) URLs() []string {
	m.mu.Lock()
	defer m.mu.Unlock()
	var out []string
	for u := range m.bytes {
		out = append(out, u)
	}
	sort.Strings(out)
	return out
}

func main() {
	m := &Mirror{bytes: map[string]int{}, src: fakeFetcher{time.Millisecond}}
	if err := m.Sync(context.Background(), []string{"a", "bb", "ccc"}); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Println(m.URLs())
}
