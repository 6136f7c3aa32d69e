// Command broker_option_hook runs a small broker whose publish hook, set by an option, counts what is retained.
package main

import (
	"fmt"

	"example.com/pairs/broker_option_hook_good/broker"
)

func main() {
	var b *broker.Broker
	b = broker.New(
		broker.WithRetention(2),
		broker.WithPublishHook(func(topic string) {
			fmt.Printf("%s: %d retained\n", topic, b.Retained(topic))
		}),
	)
	b.Publish("orders", "created")
	b.Publish("orders", "paid")
	b.Publish("orders", "shipped")
	fmt.Println(b.Retained("orders"))
}
