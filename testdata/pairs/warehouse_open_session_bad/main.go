// Command warehouse counts rows through a session that has to be ended by the function Open gives.
package main

import (
	"fmt"
	"os"

	"example.com/pairs/warehouse_open_session_bad/session"
)

// needs: cancel returned, cross-package, result dropped

func count(dsn string) (int, error) {
	s, _, err := session.Open(dsn) // want "lost-cancel"
	if err != nil {
		return 0, err
	}
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
