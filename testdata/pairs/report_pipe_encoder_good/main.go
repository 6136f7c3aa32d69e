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
	b, err := io.ReadAll(body)
	if err != nil {
		return err
	}
	s.blobs[name] = b
	return nil
}

func upload(s *store, r *report) error {
	pr, pw := io.Pipe()
	go func() {
		pw.CloseWithError(r.encode(pw))
	}()
	return s.Put(r.Name, pr)
}

func main() {
	s := &store{blobs: make(map[string][]byte)}
	if err := upload(s, &report{Name: "june", Lines: []int{3, 1, 2}}); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(len(s.blobs))
}
