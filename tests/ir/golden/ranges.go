package p

import "iter"

type work struct{ run func() }

func overInt(n int) {
	for range n {
		note(0)
	}
	for i := range 3 {
		note(i)
	}
}

func overChannel(ch chan work) {
	for w := range ch {
		w.run()
	}
	for range ch {
	}
}

func overFunctions(each func(yield func(int, string) bool), seq iter.Seq[int]) {
	for k, v := range each {
		if v == "" {
			break
		}
		note(k)
	}
	for x := range seq {
		note(x)
	}
	for x := range backwards(3) {
		note(x)
		return
	}
}

func backwards(n int) iter.Seq[int] {
	return func(yield func(int) bool) {
		for i := n; i > 0; i-- {
			if !yield(i) {
				return
			}
		}
	}
}

func overContainers(works map[string]work, list []work, table [4]work, text string) {
	for key, w := range works {
		note(key)
		w.run()
	}
	for i, w := range list {
		note(i)
		w.run()
	}
	for i := range table {
		table[i].run()
	}
	for _, letter := range text {
		note(letter)
	}
	var i int
	var w work
	for i, w = range list {
	}
	note(i)
	w.run()
	for i := range &table {
		note(i)
	}
}

func note(x any) {}
