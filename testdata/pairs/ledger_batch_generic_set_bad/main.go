// Command ledger_batch_generic_set posts batches to a ledger that keeps its accounts in a generic set.
package main

// needs: generics, parameter, cross-package, depth 5

import (
	"fmt"

	"example.com/pairs/ledger_batch_generic_set_bad/ledger"
)

func main() {
	var l ledger.Ledger
	l.Open("cash")
	l.Open("sales")
	fmt.Println(l.Post(ledger.Entry{From: "cash", To: "sales", Cents: 500}))
	fmt.Println(l.Post(ledger.Entry{From: "cash", To: "tips", Cents: 20}))
	fmt.Println(l.Balance("sales"))
}
