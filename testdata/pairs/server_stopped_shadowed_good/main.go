package main

import (
	"fmt"

	"example.com/pairs/server_stopped_shadowed_good/server"
)

func main() {
	s, err := server.New("127.0.0.1:0", server.Config{Workers: 2})
	if err != nil {
		fmt.Println(err)
		return
	}
	s.Start()
	s.Stop()
	s.Wait()
	fmt.Println("served", s.Served())
}
