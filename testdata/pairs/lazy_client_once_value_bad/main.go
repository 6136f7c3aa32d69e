// Command lazy_client_once_value makes its client when it is first needed; making it needs a token from the client.
package main

// needs: OnceValue, closure, method value

import (
	"fmt"
	"sync"
)

type client struct{ token string }

type app struct {
	client func() *client
	secret string
}

func newApp(secret string) *app {
	a := &app{secret: secret}
	a.client = sync.OnceValue(a.connect) // or "once-reentry"
	return a
}

func (a *app) connect() *client {
	return &client{token: a.renew()}
}

func (a *app) renew() string {
	if old := a.client(); old != nil { // want "once-reentry"
		return old.token + a.secret
	}
	return "first:" + a.secret
}

func main() {
	a := newApp("s3")
	fmt.Println(a.client().token) // or "once-reentry"
}
