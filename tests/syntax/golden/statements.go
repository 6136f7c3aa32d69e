package p

func simple() {
	x()
	ch <- v
	x++
	y--
	a = 1
	a, b := f(), <-ch
	a &^= 2
	a /* one */ = /* two */ 3
	go f(x)
	defer mu.Unlock()
	;
	var v, w int = 1, 2
	const c = iota
	type T struct{}
	{
		x()
	}
	return
}

func branches() (int, error) {
outer:
	for {
		break outer
		continue
		goto end
	}
	switch {
	case a, b:
		fallthrough
	default:
	}
	if x {
	}
	if v, ok := <-ch; ok && v > 2 {
		return v, nil
	} else if x /* why */ {
		return 1, nil
	} else {
		return
	}
end:
}

func loops() {
	for x {
	}
	for i := 0; i < 10; i++ {
	}
	for ; ; {
	}
	for range ch {
	}
	for i := range 10 {
	}
	for k, v = range m {
	}
	for _, v := range []int{1} {
		x(v)
	}
}

func selects() {
	select {}
	select {
	case <-done:
	case v := <-ch:
		x()
	case v, ok = <-ch:
	case out <- v:
		// nothing
	default:
		y()
	}
}

func switches() {
	switch x := f(); x {
	case 1:
		a()
		b()
	}
	switch v := x.(type) {
	case int, *T:
	case nil:
	default:
	}
	switch f(); x.y.(type) {
	}
}
