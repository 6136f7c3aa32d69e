// Command lease_keeper_lock_across_wait renews leases in parallel and removes those that are lost.
package main

import (
	"errors"
	"fmt"
	"sync"
)

type (
	LeaseID int

	Lease struct {
		ID   LeaseID
		Fail bool
	}

	Keeper struct {
		sync.RWMutex
		leases map[LeaseID]*Lease
		lost   []LeaseID
	}
)

var errLost = errors.New("lease lost")

func (l *Lease) renew() error {
	if l.Fail {
		return errLost
	}
	return nil
}

func (k *Keeper) drop(id LeaseID) {
	k.Lock()
	defer k.Unlock()
	delete(k.leases, id)
	k.lost = append(k.lost, id)
}

func (k *Keeper) RenewAll() int {
	k.RLock()
	all := make([]*Lease, 0, len(k.leases))
	for _, l := range k.leases {
		all = append(all, l)
	}
	k.RUnlock()
	var group sync.WaitGroup
	for _, l := range all {
		group.Add(1)
		go func(l *Lease) {
			defer group.Done()
			if errors.Is(l.renew(), errLost) {
				k.drop(l.ID)
			}
		}(l)
	}
	group.Wait()
	return len(k.lost)
}

func main() {
	k := &Keeper{leases: map[LeaseID]*Lease{1: {ID: 1}, 2: {ID: 2, Fail: true}}}
	fmt.Println(k.RenewAll(), "lost")
}
