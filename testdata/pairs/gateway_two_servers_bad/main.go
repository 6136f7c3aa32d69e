// Command gateway runs two servers and ends when the first of them does.
package main

import (
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"
)

// observe-expect: leak
// needs: http server, error channel, first of two

type gateway struct {
	api, admin *http.Server
}

func (g *gateway) run(api, admin net.Listener) error {
	errc := make(chan error)
	go func() { errc <- g.api.Serve(api) }()     // want "send-without-receiver|goroutine-leak-on-early-return"
	go func() { errc <- g.admin.Serve(admin) }() // or "send-without-receiver|goroutine-leak-on-early-return"
	err := <-errc
	_ = g.api.Close()
	_ = g.admin.Close()
	if errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return err // or "goroutine-leak-on-early-return"
}

func listen() net.Listener {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	return l
}

func main() {
	g := &gateway{api: &http.Server{}, admin: &http.Server{}}
	time.AfterFunc(20*time.Millisecond, func() { _ = g.admin.Close() })
	fmt.Println(g.run(listen(), listen()))
}
