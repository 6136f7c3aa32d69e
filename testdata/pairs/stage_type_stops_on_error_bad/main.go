// needs: generics, cross-package, channel in a field, early return without close
package main

import (
	"fmt"
	"strconv"

	"example.com/pairs/stage_type_stops_on_error_bad/flow"
)

func main() {
	src := flow.From("1", "2", "three", "4")
	nums := flow.Map(src, strconv.Atoi)
	twice := flow.Map(nums, func(n int) (int, error) { return 2 * n, nil })
	for n := range twice.Out() { // or "range-over-unclosed|receive-without-sender"
		fmt.Println(n)
	}
	fmt.Println("error:", nums.Err())
}
