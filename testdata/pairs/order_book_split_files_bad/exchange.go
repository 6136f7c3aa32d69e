package main

type exchange struct {
	book      *book
	positions *positions
}

func newExchange() *exchange {
	ex := &exchange{book: &book{}, positions: &positions{byAccount: map[string]int{}}}
	ex.book.fills = ex.positions
	ex.positions.market = ex.book
	return ex
}

func (ex *exchange) trade(account string, qty int) { ex.book.Match(account, qty) }
