package main

import (
	"fmt"

	"example.com/pairs/broker_shutdown_closes_again_good/broker"
)

func main() {
	b := broker.New()
	audit := b.Subscribe("audit", 4)
	mail := b.Subscribe("mail", 4)

	b.Publish("order created")
	fmt.Println(<-audit.Events(), <-mail.Events())

	mail.Cancel()
	b.Publish("order paid")
	fmt.Println(<-audit.Events())
	b.Shutdown()
}
