package main

import "fmt"

type gate struct {
	ready chan string
	start chan string
}

type player struct {
	name string
	g    *gate
	out  chan<- string
}

func (p *player) play() {
	at := <-p.g.start
	p.g.ready <- p.name
	p.out <- p.name + " runs at " + at
}

type referee struct{ g *gate }

func (r referee) begin(at string) string {
	r.g.start <- at
	return <-r.g.ready
}

func main() {
	g := &gate{ready: make(chan string), start: make(chan string)}
	out := make(chan string, 1)
	p := &player{name: "ada", g: g, out: out}
	go p.play()
	fmt.Println(referee{g}.begin("noon"), "is ready")
	fmt.Println(<-out)
}
