package main

import (
	"fmt"
	"strconv"

	"example.com/pairs/stage_type_stops_on_error_good/flow"
)

func main() {
	src := flow.From("1", "2", "three", "4")
	nums := flow.Map(src, strconv.Atoi)
	twice := flow.Map(nums, func(n int) (int, error) { return 2 * n, nil })
	for n := range twice.Out() {
		fmt.Println(n)
	}
	fmt.Println("error:", nums.Err())
}
