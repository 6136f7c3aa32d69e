package main

import "fmt"

type request interface{ isRequest() }

type getRequest struct {
	key   string
	reply chan<- string
}

type putRequest struct {
	key, value string
	reply      chan<- error
}

type deleteRequest struct {
	key   string
	reply chan<- bool
}

func (getRequest) isRequest()    {}
func (putRequest) isRequest()    {}
func (deleteRequest) isRequest() {}

// Store is owned by one goroutine.
type Store struct{ requests chan request }

// Open starts the owner.
func Open() Store {
	s := Store{requests: make(chan request)}
	go serve(s.requests)
	return s
}

func serve(requests <-chan request) {
	data := map[string]string{}
	for r := range requests {
		switch r := r.(type) {
		case getRequest:
			r.reply <- data[r.key]
		case putRequest:
			if r.key == "" {
				r.reply <- fmt.Errorf("empty key")
				continue
			}
			data[r.key] = r.value
			r.reply <- nil
		case deleteRequest:
			_, ok := data[r.key]
			delete(data, r.key)
			r.reply <- ok
		}
	}
}

// Get gives the value of key.
func (s Store) Get(key string) string {
	c := make(chan string)
	s.requests <- getRequest{key, c}
	return <-c
}

// Put keeps a value.
func (s Store) Put(key, value string) error {
	c := make(chan error)
	s.requests <- putRequest{key, value, c}
	return <-c
}

// Delete removes a key and says whether it was there.
func (s Store) Delete(key string) bool {
	c := make(chan bool)
	s.requests <- deleteRequest{key, c}
	return <-c
}

// Close ends the owner.
func (s Store) Close() { close(s.requests) }

func main() {
	s := Open()
	defer s.Close()
	fmt.Println(s.Put("a", "1"), s.Put("", "2"))
	fmt.Println(s.Get("a"))
	fmt.Println(s.Delete("a"))
	fmt.Println(s.Delete("a"))
}
