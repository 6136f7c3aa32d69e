package node

// Option changes a node before it starts.
type Option func(*Node)

// WithName names it.
func WithName(name string) Option { return func(n *Node) { n.name = name } }

// WithPeers says whom it knows.
func WithPeers(peers ...string) Option {
	return func(n *Node) { n.peers = append(n.peers, peers...) }
}
