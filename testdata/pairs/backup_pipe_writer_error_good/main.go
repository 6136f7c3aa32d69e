// Command backup_pipe_writer_error streams a backup through a pipe to an uploader.
package main

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
)

type table struct {
	name string
	rows [][]byte
}

var errLocked = errors.New("table is locked")

func dump(w io.Writer, tables []table) error {
	zip := gzip.NewWriter(w)
	for _, t := range tables {
		if len(t.rows) == 0 {
			return fmt.Errorf("%s: %w", t.name, errLocked)
		}
		for _, row := range t.rows {
			if _, err := zip.Write(row); err != nil {
				return err
			}
		}
	}
	return zip.Close()
}

func backup(tables []table) (size int, err error) {
	r, w := io.Pipe()
	go func() {
		w.CloseWithError(dump(w, tables))
	}()
	data, err := io.ReadAll(r)
	return len(data), err
}

func main() {
	rows := [][]byte{bytes.Repeat([]byte("x"), 100)}
	n, err := backup([]table{{"users", rows}, {"orders", rows}})
	fmt.Println(n > 0, err)
	n, err = backup([]table{{"users", rows}, {"locked", nil}})
	fmt.Println(n, err)
}
