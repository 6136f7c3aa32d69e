// A withdrawal acquires an account that comes locked and returns without releasing it when the account is frozen.
package main

import (
	"errors"
	"fmt"

	"example.com/pairs/bank_acquired_account_good/bank"
)

var errFrozen = errors.New("frozen")

func withdraw(b *bank.Bank, who string, n int) (int, error) {
	acct, err := b.Acquire(who)
	if err != nil {
		return 0, err
	}
	if acct.Frozen {
		acct.Release()
		return 0, errFrozen
	}
	acct.Balance -= n
	left := acct.Balance
	acct.Release()
	return left, nil
}

func main() {
	b := bank.Open(map[string]int{"ann": 10, "bob": -3})
	for _, who := range []string{"ann", "bob", "eve", "bob"} {
		left, err := withdraw(b, who, 1)
		fmt.Println(who, left, err)
	}
}
