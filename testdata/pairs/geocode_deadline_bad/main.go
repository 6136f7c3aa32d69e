// Command geocode_deadline looks up addresses at a slow provider and gives each lookup a deadline.
package main

// needs: channel parameter, method, timeout

// observe-expect: leak

import (
	"context"
	"fmt"
	"strings"
	"time"
)

type point struct{ lat, lon float64 }

type lookup struct {
	where point
	err   error
}

type provider struct{ latency time.Duration }

func (p *provider) resolve(address string, out chan<- lookup) {
	time.Sleep(p.latency)
	if strings.TrimSpace(address) == "" {
		out <- lookup{err: fmt.Errorf("empty address")} // or "send-without-receiver|goroutine-leak-on-early-return"
		return
	}
	out <- lookup{where: point{float64(len(address)), 4.5}} // want "send-without-receiver|goroutine-leak-on-early-return"
}

type geocoder struct{ backend *provider }

func (g *geocoder) Locate(ctx context.Context, address string) (point, error) {
	out := make(chan lookup)
	go g.backend.resolve(address, out) // or "send-without-receiver|goroutine-leak-on-early-return"
	select {
	case found := <-out:
		return found.where, found.err
	case <-ctx.Done():
		return point{}, fmt.Errorf("locate %q: %w", address, ctx.Err()) // or "send-without-receiver|goroutine-leak-on-early-return"
	}
}

func main() {
	g := &geocoder{backend: &provider{latency: 20 * time.Millisecond}}
	for _, address := range []string{"Main Street 4", "Harbour Road 12", " "} {
		ctx, cancel := context.WithTimeout(context.Background(), 3*time.Millisecond)
		at, err := g.Locate(ctx, address)
		cancel()
		fmt.Println(at, err)
	}
}
