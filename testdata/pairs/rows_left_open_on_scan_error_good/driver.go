package main

import (
	"context"
	"database/sql/driver"
	"io"
)

// The driver of a database with one table, whose second row has no number.
type fakeConnector struct{}

func (fakeConnector) Connect(context.Context) (driver.Conn, error) { return fakeConn{}, nil }
func (fakeConnector) Driver() driver.Driver                        { return nil }

type fakeConn struct{}

func (fakeConn) Prepare(string) (driver.Stmt, error) { return fakeStmt{}, nil }
func (fakeConn) Close() error                        { return nil }
func (fakeConn) Begin() (driver.Tx, error)           { return nil, io.ErrUnexpectedEOF }

type fakeStmt struct{}

func (fakeStmt) Close() error                               { return nil }
func (fakeStmt) NumInput() int                              { return 0 }
func (fakeStmt) Exec([]driver.Value) (driver.Result, error) { return nil, io.ErrUnexpectedEOF }
func (fakeStmt) Query([]driver.Value) (driver.Rows, error)  { return &fakeRows{}, nil }

type fakeRows struct{ at int }

func (*fakeRows) Columns() []string { return []string{"id", "name"} }
func (*fakeRows) Close() error      { return nil }
func (r *fakeRows) Next(to []driver.Value) error {
	r.at++
	if r.at > 3 {
		return io.EOF
	}
	to[0], to[1] = int64(r.at), "someone"
	if r.at == 2 {
		to[0] = "two"
	}
	return nil
}
