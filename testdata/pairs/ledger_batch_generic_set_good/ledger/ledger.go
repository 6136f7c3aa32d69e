package ledger

import (
	"errors"

	"example.com/pairs/ledger_batch_generic_set_good/set"
)

type Account struct {
	Name  string
	Cents int
}

type Entry struct {
	From, To string
	Cents    int
}

type Ledger struct{ accounts set.Set[string, *Account] }

var ErrUnknown = errors.New("unknown account")

func (l *Ledger) Open(name string) { l.accounts.Put(name, &Account{Name: name}) }

func (l *Ledger) Balance(name string) (cents int) {
	l.accounts.View(name, func(a *Account) { cents = a.Cents })
	return
}

func (l *Ledger) Post(e Entry) error {
	if !l.accounts.Has(e.From) || !l.accounts.Has(e.To) {
		return ErrUnknown
	}
	return l.apply(e)
}

func (l *Ledger) apply(e Entry) error {
	ok := l.accounts.Update(e.From, func(from *Account) {
		from.Cents -= e.Cents
	})
	l.credit(e.To, e.Cents)
	if !ok {
		return ErrUnknown
	}
	return nil
}

func (l *Ledger) credit(name string, cents int) {
	l.accounts.Update(name, func(a *Account) { a.Cents += cents })
}
