package p

import "time"

const size = 2

type pipe struct {
	in, out chan int
	done    <-chan struct{}
}

func make3(n int) {
	a := make(chan int)
	b := make(chan int, size*2)
	c := make(chan int, n)
	var d chan int
	d = a
	pair := [2]chan int{a, b}
	pair[0] <- 1
	close(c)
	d <- <-b
}

func (p *pipe) loop() {
	for {
		select {
		case v, ok := <-p.in:
			if !ok {
				return
			}
			p.out <- v
		case p.out <- value():
			continue
		case <-p.done:
			return
		case <-time.After(time.Second):
			panic("late")
		}
	}
}

func tries(ch chan int) (n int, ok bool) {
	select {
	default:
		return 0, false
	case n = <-ch:
	}
	select {
	case n, ok = <-ch:
		break
	case ch <- n:
	}
	return
}

func never() {
	select {}
}

func expressions(ch chan int, chans chan chan int, f func(int) int) int {
	x := <-ch + <-ch
	if v := <-ch; v > 0 && <-ch > 1 {
		return f(<-ch)
	}
	_ = <-<-chans
	<-ch
	ch <- x
	go close(ch)
	return x
}

func value() int { return 1 }
