// Command avatar fetches pictures from a server that often says no.
package main

import (
	"errors"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
)

// observe-expect: leak
// needs: http body, response through a helper, early return

var errNoAvatar = errors.New("no avatar")

type client struct {
	base string
	http *http.Client
}

func (c *client) get(path string) (*http.Response, error) {
	req, err := http.NewRequest(http.MethodGet, c.base+path, nil)
	if err != nil {
		return nil, err
	}
	return c.http.Do(req)
}

func (c *client) avatar(user string) ([]byte, error) {
	resp, err := c.get("/avatars/" + user) // or "resource-not-closed"
	if err != nil {
		return nil, err
	}
	if resp.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("%s: %w", user, errNoAvatar) // want "resource-not-closed"
	}
	defer resp.Body.Close()
	return io.ReadAll(resp.Body)
}

func main() {
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(http.StatusNotFound)
		_, _ = w.Write(make([]byte, 1<<20))
	}))
	c := &client{base: srv.URL, http: &http.Client{Transport: &http.Transport{}}}
	for _, user := range []string{"ann", "bob"} {
		if _, err := c.avatar(user); !errors.Is(err, errNoAvatar) {
			log.Fatal(err)
		}
	}
	c.http.CloseIdleConnections()
	fmt.Println("not found, twice")
}
