// Command mirror hands the body of a response to the one who asked, who closes it.
package main

import (
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
)

type object struct {
	io.ReadCloser
	size int64
}

func open(c *http.Client, url string) (*object, error) {
	resp, err := c.Get(url)
	if err != nil {
		return nil, err
	}
	if resp.StatusCode >= 400 {
		drop(resp)
		return nil, fmt.Errorf("%s: %s", url, resp.Status)
	}
	return &object{ReadCloser: resp.Body, size: resp.ContentLength}, nil
}

func drop(resp *http.Response) {
	_, _ = io.Copy(io.Discard, resp.Body)
	_ = resp.Body.Close()
}

func read(c *http.Client, url string) (n int64, err error) {
	o, err := open(c, url)
	if err != nil {
		return 0, err
	}
	defer func() {
		if cerr := o.Close(); err == nil {
			err = cerr
		}
	}()
	return io.Copy(io.Discard, o)
}

func main() {
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/missing" {
			http.NotFound(w, r)
			return
		}
		_, _ = io.WriteString(w, "hello")
	}))
	c := srv.Client()
	n, err := read(c, srv.URL+"/x")
	if err != nil {
		log.Fatal(err)
	}
	_, err = read(c, srv.URL+"/missing")
	srv.Close()
	fmt.Println(n, err != nil)
}
