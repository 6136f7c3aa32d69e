// Command pipe_same_goroutine encodes a document into a pipe and decodes it from there.
package main

// needs: io.Pipe, one goroutine

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
	if err := json.NewEncoder(w).Encode(d); err != nil { // want "channel-wait-cycle|send-without-receiver|mixed-wait-cycle"
		return back, err
	}
	w.Close()
	err = json.NewDecoder(r).Decode(&back) // or "channel-wait-cycle|send-without-receiver|mixed-wait-cycle"
	r.Close()
	return back, err
}

func main() {
	d, err := roundTrip(document{"pipes", []string{"io", "sync"}})
	fmt.Println(d.Title, err)
}
