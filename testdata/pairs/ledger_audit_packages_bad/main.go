// Command ledger_audit_packages books payments while an auditor takes a snapshot; ledger and audit log live in packages
// of their own.
package main

// needs: cross-package, parameter

import (
	"fmt"
	"sync"

	"example.com/pairs/ledger_audit_packages_bad/audit"
	"example.com/pairs/ledger_audit_packages_bad/ledger"
)

func main() {
	trail := audit.NewTrail()
	book := ledger.New(trail)
	auditor := ledger.NewAuditor(book, trail)

	var done sync.WaitGroup
	done.Add(2)
	go func() {
		defer done.Done()
		if err := book.Pay("alice", "bob", 30); err != nil {
			fmt.Println(err)
		}
	}()
	go func() {
		defer done.Done()
		fmt.Println(auditor.Snapshot())
	}()
	done.Wait()
}
