// Package fakedb is a database of three invoices.
package fakedb

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"io"
)

// Open gives a handle to a new database.
func Open() *sql.DB { return sql.OpenDB(connector{}) }

type connector struct{}

func (connector) Connect(context.Context) (driver.Conn, error) { return conn{}, nil }
func (connector) Driver() driver.Driver                        { return nil }

type conn struct{}

func (conn) Prepare(query string) (driver.Stmt, error) { return stmt{}, nil }
func (conn) Close() error                              { return nil }
func (conn) Begin() (driver.Tx, error)                 { return nil, driver.ErrSkip }

type stmt struct{}

func (stmt) Close() error                                   { return nil }
func (stmt) NumInput() int                                  { return -1 }
func (stmt) Exec([]driver.Value) (driver.Result, error)     { return driver.RowsAffected(1), nil }
func (stmt) Query(args []driver.Value) (driver.Rows, error) { return &rows{left: 3}, nil }

type rows struct{ left int }

func (*rows) Columns() []string { return []string{"id"} }
func (*rows) Close() error      { return nil }
func (r *rows) Next(dest []driver.Value) error {
	if r.left == 0 {
		return io.EOF
	}
	r.left--
	dest[0] = int64(3 - r.left)
	return nil
}
