package cluster

import "hash/fnv"

func (c *Cluster) Place(shard int) {
	c.Lock()
	c.placement[shard] = c.nodes[shard%len(c.nodes)]
	c.Unlock()
}

func (c *Cluster) rebalance(from string) int {
	moved := 0
	for shard, owner := range c.placement {
		if owner == from {
			c.move(shard)
			moved++
		}
	}
	return moved
}

func (c *Cluster) move(shard int) {
	c.placement[shard] = c.choose(shard)
}

func (c *Cluster) choose(shard int) string {
	h := fnv.New32a()
	h.Write([]byte{byte(shard)})
	return c.candidate(h.Sum32())
}

func (c *Cluster) candidate(sum uint32) string {
	live := c.nodes
	return live[int(sum)%len(live)]
}

func (c *Cluster) live() []string { return c.Members() }
