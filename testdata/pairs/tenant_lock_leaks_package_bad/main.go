// Command tenant_lock_leaks_package bills tenants; a package of its own hands out the locks.
package main

// needs: cross-package, early return

import (
	"errors"
	"fmt"

	"example.com/pairs/tenant_lock_leaks_package_bad/tenants"
)

var errUnpaid = errors.New("last bill is unpaid")

func bill(set *tenants.Set, name string, amount int) error {
	t := set.Borrow(name) // or "lock-not-released"
	if t.Due > 0 {
		return fmt.Errorf("%s: %w", name, errUnpaid) // want "lock-not-released"
	}
	t.Due += amount
	set.Return(t)
	return nil
}

func main() {
	set := tenants.NewSet()
	for _, amount := range []int{10, 20, 30} {
		fmt.Println(bill(set, "acme", amount))
	}
}
