// Package node is a member of a cluster.
package node

// Node is one member.
type Node struct {
	name    string
	peers   []string
	members int
	joined  chan struct{}
	quit    chan struct{}
}

// New makes a node and joins it to its peers.
func New(opts ...Option) *Node {
	n := &Node{joined: make(chan struct{}), quit: make(chan struct{})}
	for _, o := range opts {
		o(n)
	}
	n.awaitJoin() // or "channel-wait-cycle|receive-without-sender"
	go n.loop()
	return n
}

func (n *Node) awaitJoin() {
	if len(n.peers) == 0 {
		return
	}
	<-n.joined // want "channel-wait-cycle|receive-without-sender"
}

func (n *Node) loop() {
	n.members = 1
	for range n.peers {
		n.members++
	}
	close(n.joined)
	<-n.quit
}

// Name says its name.
func (n *Node) Name() string { return n.name }

// Members says how many there are.
func (n *Node) Members() int { return n.members }

// Close ends it.
func (n *Node) Close() { close(n.quit) }
