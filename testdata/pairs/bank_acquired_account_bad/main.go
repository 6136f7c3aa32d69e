// A withdrawal acquires an account that comes locked and returns without releasing it when the account is frozen.
// needs: cross-package, lock taken by the callee, early return, returned pointer
package main

import (
	"errors"
	"fmt"

	"example.com/pairs/bank_acquired_account_bad/bank"
)

var errFrozen = errors.New("frozen")

func withdraw(b *bank.Bank, who string, n int) (int, error) {
	acct, err := b.Acquire(who) // or "lock-not-released"
	if err != nil {
		return 0, err
	}
	if acct.Frozen {
		return 0, errFrozen // want "lock-not-released"
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
