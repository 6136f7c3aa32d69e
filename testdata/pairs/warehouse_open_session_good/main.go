// Command warehouse counts rows through a session that has to be ended by the function Open gives.
package main

import (
	"fmt"
	"os"

	"example.com/pairs/warehouse_open_session_good/session"
)

func count(dsn string) (int, error) {
	s, end, err := session.Open(dsn)
	if err != nil {
		return 0, err
	}
	defer end()
	return s.Rows("orders"), nil
}

func main() {
	n, err := count("warehouse://local")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Println(n, "rows")
}
