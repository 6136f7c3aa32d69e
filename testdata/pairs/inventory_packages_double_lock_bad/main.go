// Command inventory_packages_double_lock reserves goods; a hook of the stock package asks the warehouse again.
package main

// needs: cross-package, stored callback, depth 5

import (
	"fmt"

	"example.com/pairs/inventory_packages_double_lock_bad/stock"
	"example.com/pairs/inventory_packages_double_lock_bad/warehouse"
)

func main() {
	w := warehouse.New(stock.New())
	w.Put("lamp", 3)
	fmt.Println(w.Reserve("lamp", 2))
}
