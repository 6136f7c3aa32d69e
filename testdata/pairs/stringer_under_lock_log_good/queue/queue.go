package queue

import (
	"fmt"
	"log"
	"sync"
)

type Queue struct {
	limit int
	l     sync.Mutex
	items []string
}

func New(limit int) *Queue { return &Queue{limit: limit} }

// String tells how full the queue is.
func (q *Queue) String() string {
	q.l.Lock()
	defer q.l.Unlock()
	return fmt.Sprintf("queue(%d of %d)", len(q.items), q.limit)
}

func (q *Queue) Offer(item string) bool {
	q.l.Lock()
	defer q.l.Unlock()
	if len(q.items) == q.limit {
		log.Printf("queue of %d is full, %s is dropped", q.limit, item)
		return false
	}
	q.items = append(q.items, item)
	return true
}
