// Command rows_left_open_on_scan_error lists users through database/sql with one connection.
package main

// needs: database/sql rows, early return

import (
	"database/sql"
	"fmt"
)

type users struct{ db *sql.DB }

func (u *users) names() ([]string, error) {
	rows, err := u.db.Query("select id, name from users") // or "resource-not-closed"
	if err != nil {
		return nil, err
	}
	var names []string
	for rows.Next() {
		var id int
		var name string
		if err := rows.Scan(&id, &name); err != nil {
			return nil, fmt.Errorf("scan: %w", err) // want "resource-not-closed"
		}
		names = append(names, name)
	}
	return names, rows.Err()
}

func main() {
	db := sql.OpenDB(fakeConnector{})
	db.SetMaxOpenConns(1)
	u := &users{db}
	for range 2 {
		_, err := u.names()
		fmt.Println(err)
	}
	db.Close()
}
