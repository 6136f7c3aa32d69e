// Command chat_room_leave_order has rooms that broadcast to members and members that leave rooms.
package main

import (
	"fmt"
	"sync"
	"time"
)

type Room struct {
	name    string
	mtx     sync.Mutex
	members map[*Member]bool
}

type Member struct {
	nick  string
	mtx   sync.Mutex
	rooms []*Room
	inbox []string
}

func (r *Room) Broadcast(text string) {
	r.mtx.Lock()
	defer r.mtx.Unlock()
	for m := range r.members {
		time.Sleep(time.Millisecond)
		m.deliver(text)
	}
}

func (m *Member) deliver(text string) {
	m.mtx.Lock()
	m.inbox = append(m.inbox, text)
	m.mtx.Unlock()
}

func (r *Room) join(m *Member) {
	r.mtx.Lock()
	r.members[m] = true
	r.mtx.Unlock()
	m.mtx.Lock()
	m.rooms = append(m.rooms, r)
	m.mtx.Unlock()
}

func (r *Room) remove(m *Member) {
	r.mtx.Lock()
	defer r.mtx.Unlock()
	delete(r.members, m)
}

func (m *Member) LeaveAll() int {
	m.mtx.Lock()
	rooms := m.rooms
	m.rooms = nil
	m.mtx.Unlock()
	left := len(rooms)
	for _, r := range rooms {
		time.Sleep(time.Millisecond)
		r.remove(m)
	}
	return left
}

func main() {
	lobby := &Room{name: "lobby", members: map[*Member]bool{}}
	people := make([]*Member, 8)
	for i := range people {
		people[i] = &Member{nick: fmt.Sprint("guest", i)}
		lobby.join(people[i])
	}
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		defer wg.Done()
		for i := 0; i < 10; i++ {
			lobby.Broadcast(fmt.Sprint("tick ", i))
		}
	}()
	for _, p := range people {
		wg.Add(1)
		go func(p *Member) {
			defer wg.Done()
			p.LeaveAll()
		}(p)
	}
	wg.Wait()
	fmt.Println("the lobby has", len(lobby.members), "members")
}
