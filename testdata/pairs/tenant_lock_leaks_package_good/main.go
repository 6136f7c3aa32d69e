// Command tenant_lock_leaks_package bills tenants; a package of its own hands out the locks.
package main

import (
	"errors"
	"fmt"

	"example.com/pairs/tenant_lock_leaks_package_good/tenants"
)

var errUnpaid = errors.New("last bill is unpaid")

func bill(set *tenants.Set, name string, amount int) error {
	t := set.Borrow(name)
	if t.Due > 0 {
		set.Return(t)
		return fmt.Errorf("%s: %w", name, errUnpaid)
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
