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

type gateway struct {
	api, admin *http.Server
}

func (g *gateway) run(api, admin net.Listener) error {
	errc := make(chan error, 2)
	go func() { errc <- g.api.Serve(api) }()
	go func() { errc <- g.admin.Serve(admin) }()
	err := <-errc
	_ = g.api.Close()
	_ = g.admin.Close()
	if errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return err
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
