// Command invoice looks for the first open invoice and then marks it as paid, over one connection.
package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log"

	"example.com/pairs/invoice_rows_first_match_bad/fakedb"
)

// observe-expect: asleep
// needs: database/sql rows, early return, cross-package

type ledger struct {
	db *sql.DB
}

var errNone = errors.New("no open invoice")

func (l *ledger) firstOpen(ctx context.Context) (int64, error) {
	rows, err := l.db.QueryContext(ctx, "select id from invoices where open") // or "resource-not-closed"
	if err != nil {
		return 0, err
	}
	for rows.Next() {
		var id int64
		if err := rows.Scan(&id); err != nil {
			rows.Close()
			return 0, err
		}
		if id > 1 {
			return id, nil // want "resource-not-closed"
		}
	}
	if err := rows.Close(); err != nil {
		return 0, err
	}
	if err := rows.Err(); err != nil {
		return 0, err
	}
	return 0, errNone
}

func (l *ledger) pay(ctx context.Context) error {
	id, err := l.firstOpen(ctx)
	if err != nil {
		return err
	}
	_, err = l.db.ExecContext(ctx, "update invoices set open = false", id)
	return err
}

func main() {
	db := fakedb.Open()
	db.SetMaxOpenConns(1)
	l := &ledger{db: db}
	if err := l.pay(context.Background()); err != nil {
		log.Fatal(err)
	}
	if err := db.Close(); err != nil {
		log.Fatal(err)
	}
	fmt.Println("paid")
}
