// needs: io.Pipe, goroutine, method value, read to the end
package main

import (
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
)

type report struct {
	Name  string `json:"name"`
	Lines []int  `json:"lines"`
}

func (r *report) encode(w io.Writer) error {
	z := gzip.NewWriter(w)
	defer z.Close()
	return json.NewEncoder(z).Encode(r)
}

type store struct{ blobs map[string][]byte }

func (s *store) Put(name string, body io.Reader) error {
	b, err := io.ReadAll(body) // or "resource-not-closed|channel-wait-cycle|receive-without-sender"
	if err != nil {
		return err
	}
	s.blobs[name] = b
	return nil
}

func upload(s *store, r *report) error {
	pr, pw := io.Pipe() // want "resource-not-closed|channel-wait-cycle|receive-without-sender"
	go func() {
		if err := r.encode(pw); err != nil {
			pw.CloseWithError(err)
		}
	}()
	return s.Put(r.Name, pr) // or "resource-not-closed|channel-wait-cycle|receive-without-sender"
}

func main() {
	s := &store{blobs: make(map[string][]byte)}
	if err := upload(s, &report{Name: "june", Lines: []int{3, 1, 2}}); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(len(s.blobs))
}
