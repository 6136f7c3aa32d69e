package p

func labels(rows [][]int, stop chan bool) int {
	count := 0
outer:
	for _, row := range rows {
		for i := range row {
			switch {
			case row[i] == 0:
				continue outer
			case row[i] < 0:
				break outer
			case row[i] > 9:
				break
			}
			count++
		}
	}
retry:
	select {
	case <-stop:
		break retry
	default:
		goto retry
	}
	return count
}

func forward(n int) {
	if n == 0 {
		goto done
	}
	note(n)
done:
	note(0)
}

func endless() {
	for {
	}
}

func fall(n int) {
	switch note(0); n {
	case 1, 2:
		note(1)
		fallthrough
	case 3:
		note(3)
	default:
		note(-1)
		fallthrough
	case 4:
		note(4)
	}
}

func breaksSwitch(n int) {
choice:
	switch {
	case n == 0:
		for {
			if ready(n) {
				break choice
			}
			n++
		}
	}
	note(1)
}

func kinds(x any) {
	switch v := x.(type) {
	case func():
		v()
	case chan int:
		v <- 1
	case int, string:
		note(v)
	case nil:
		return
	default:
		note(v)
	}
	switch x.(type) {
	}
}

func conditions(a, b bool, n int) bool {
	if a && !ready(1) || b && ready(2) {
		note(1)
	} else if n != 0 && n > 3 {
		note(2)
	}
	return ready(3) && ready(4)
}

func counted(n int) {
	for i, j := 0, n; i < j; i, j = i+1, j-1 {
		if i == 3 {
			continue
		}
		if ready(i) {
			break
		}
		note(i)
	}
	for n > 0 {
		n--
	}
}

func swapped(a, b *int) {
	if *a > *b {
		a, b = b, a
	}
	note(a)
	note(b)
}

func note(x any)       {}
func ready(n int) bool { return n > 0 }
