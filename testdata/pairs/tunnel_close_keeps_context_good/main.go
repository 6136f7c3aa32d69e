// Command tunnel opens a tunnel and closes it again.
package main

import (
	"fmt"
	"log"

	"example.com/pairs/tunnel_close_keeps_context_good/tunnel"
)

func main() {
	t, err := tunnel.Dial("hub:22", tunnel.Options{Name: "edge"})
	if err != nil {
		log.Fatal(err)
	}
	t.Send([]byte("ping"))
	fmt.Println(t.Close())
}
