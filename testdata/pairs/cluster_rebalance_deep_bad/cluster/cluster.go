package cluster

import (
	"slices"
	"sync"
)

type membership struct {
	sync.RWMutex
	nodes []string
}

func (m *membership) Members() []string {
	m.RLock() // or "double-lock"
	defer m.RUnlock()
	return slices.Clone(m.nodes)
}

type Cluster struct {
	membership
	placement map[int]string
	next      int
}

func New(nodes ...string) *Cluster {
	return &Cluster{membership: membership{nodes: nodes}, placement: map[int]string{}}
}

func (c *Cluster) Leave(node string) int {
	c.Lock()
	defer c.Unlock()
	c.nodes = slices.DeleteFunc(c.nodes, func(n string) bool { return n == node })
	return c.rebalance(node) // want "double-lock"
}
