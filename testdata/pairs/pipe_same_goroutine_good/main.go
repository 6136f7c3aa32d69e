// Command pipe_same_goroutine encodes a document into a pipe and decodes it from there.
package main

import (
	"encoding/json"
	"fmt"
	"io"
)

type document struct {
	Title string
	Tags  []string
}

func roundTrip(d document) (back document, err error) {
	r, w := io.Pipe()
	go func() { w.CloseWithError(json.NewEncoder(w).Encode(d)) }()
	err = json.NewDecoder(r).Decode(&back)
	r.Close()
	return back, err
}

func main() {
	d, err := roundTrip(document{"pipes", []string{"io", "sync"}})
	fmt.Println(d.Title, err)
}
