// Command api serves until it is told to stop, and then waits until the listener's goroutine is gone.
package main

import (
	"context"
	"errors"
	"fmt"
	"log"
	"net"
	"net/http"
	"time"
)

// observe-expect: hang

type api struct {
	srv     *http.Server
	stopped chan struct{}
}

func newAPI(addr string) *api {
	return &api{srv: &http.Server{Addr: addr, Handler: http.NewServeMux()}, stopped: make(chan struct{})}
}

func (a *api) start() {
	go func() {
		defer close(a.stopped)
		err := a.srv.ListenAndServe()
		if !errors.Is(err, http.ErrServerClosed) {
			log.Printf("listen: %v", err)
			return
		}
	}()
}

func (a *api) stop(ctx context.Context) error {
	if err := a.srv.Shutdown(ctx); err != nil {
		return err
	}
	<-a.stopped
	return nil
}

func main() {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	defer taken.Close()
	a := newAPI(taken.Addr().String())
	a.start()
	time.Sleep(30 * time.Millisecond)
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	fmt.Println(a.stop(ctx))
}
