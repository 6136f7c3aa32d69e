// Command fetch_body_not_closed asks a status service and looks at the code first.
package main

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
)

type probe struct{ client *http.Client }

func (p *probe) status(url string) (string, error) {
	resp, err := p.client.Get(url)
	if err != nil {
		return "", err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return "", fmt.Errorf("%s: %s", url, resp.Status)
	}
	text, err := io.ReadAll(resp.Body)
	return string(text), err
}

func main() {
	transport := &http.Transport{}
	p := &probe{&http.Client{Transport: transport}}
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/ok" {
			w.WriteHeader(http.StatusTeapot)
			io.WriteString(w, strings.Repeat("no coffee ", 100_000))
			return
		}
		io.WriteString(w, "fine")
	}))
	for _, path := range []string{"/ok", "/pot", "/kettle"} {
		text, err := p.status(s.URL + path)
		fmt.Println(text, err != nil)
	}
	transport.CloseIdleConnections()
	s.CloseClientConnections()
	s.Listener.Close()
}
