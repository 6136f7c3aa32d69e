package example

import "sync"

type routes struct {
	mu    sync.RWMutex
	paths map[string]string
}

func (r *routes) set(path, target string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.paths[path] = target
}

func (r *routes) lookup(path string) string {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return r.paths[path]
}

// A writer that arrives between the two RLocks waits for the first and stops the second.
func (r *routes) badThroughMethod(paths []string) []string {
	r.mu.RLock()
	defer r.mu.RUnlock()
	var found []string
	for _, path := range paths {
		found = append(found, r.lookup(path)) // want "mu"
	}
	return found
}

// Twice in the same body.
func (r *routes) badSameBody(path string) string {
	r.mu.RLock()
	defer r.mu.RUnlock()
	if target, found := r.paths[path]; found {
		return target
	}
	r.mu.RLock() // want "mu"
	defer r.mu.RUnlock()
	return r.paths["*"]
}

// RLocker is the read side under another name.
func (r *routes) badRLocker() int {
	r.mu.RLock()
	defer r.mu.RUnlock()
	l := r.mu.RLocker()
	l.Lock() // want "mu"
	defer l.Unlock()
	return len(r.paths)
}

func (r *routes) each(visit func(path, target string)) {
	r.mu.RLock()
	defer r.mu.RUnlock()
	for path, target := range r.paths {
		visit(path, target)
	}
}

// The callback runs under the read lock and takes it again.
func (r *routes) badCallback() int {
	chained := 0
	r.each(func(_, target string) {
		if r.lookup(target) != "" { // want "mu"
			chained++
		}
	})
	return chained
}

type options struct {
	sync.RWMutex
	values map[string]int
}

func (o *options) replace(values map[string]int) {
	o.Lock()
	o.values = values
	o.Unlock()
}

func (o *options) get(name string) int {
	o.RLock()
	defer o.RUnlock()
	return o.values[name]
}

// The same with an embedded lock, two calls deep.
func (o *options) sum(names []string) (n int) {
	for _, name := range names {
		n += o.get(name)
	}
	return n
}

func (o *options) badEmbedded(names []string) int {
	o.RLock()
	defer o.RUnlock()
	return o.sum(names) // want "."
}

type watcher struct {
	rw    sync.RWMutex
	state int
}

// The writer runs in a goroutine that this function has started.
func badLocalWriter(updates <-chan int) int {
	w := &watcher{}
	go func() {
		for update := range updates {
			w.rw.Lock()
			w.state = update
			w.rw.Unlock()
		}
	}()
	w.rw.RLock()
	defer w.rw.RUnlock()
	first := w.state
	w.rw.RLock() // want "rw"
	defer w.rw.RUnlock()
	return first + w.state
}

type frozen struct {
	mu    sync.RWMutex
	names []string
}

// Nobody ever writes under this lock: readers cannot stop each other.
func (f *frozen) okNoWriter() int {
	f.mu.RLock()
	defer f.mu.RUnlock()
	return f.count()
}

func (f *frozen) count() int {
	f.mu.RLock()
	defer f.mu.RUnlock()
	return len(f.names)
}

// Given back before the second RLock.
func (r *routes) okSequential(path string) string {
	r.mu.RLock()
	target := r.paths[path]
	r.mu.RUnlock()
	return r.lookup(target)
}

// Two objects of one type.
func (r *routes) okOther(other *routes, path string) string {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return other.lookup(r.paths[path])
}

// Another goroutine reads: it may wait, but it holds nothing that the writer needs.
func (r *routes) okGoroutine(path string, out chan<- string) {
	r.mu.RLock()
	defer r.mu.RUnlock()
	go func() {
		out <- r.lookup(path)
	}()
}

// TryRLock never waits.
func (r *routes) okTry(path string) string {
	r.mu.RLock()
	defer r.mu.RUnlock()
	if r.mu.TryRLock() {
		defer r.mu.RUnlock()
		return r.paths[path]
	}
	return ""
}

// The helper works on what is locked already.
func (r *routes) lookupLocked(path string) string { return r.paths[path] }

func (r *routes) okLockedHelper(path string) string {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return r.lookupLocked(path)
}

type node struct {
	mu       sync.RWMutex
	children []*node
	size     int
}

func (n *node) grow() {
	n.mu.Lock()
	n.size++
	n.mu.Unlock()
}

// Each call reads another object of the tree.
func (n *node) okTree() int {
	n.mu.RLock()
	defer n.mu.RUnlock()
	sum := n.size
	for _, child := range n.children {
		sum += child.okTree()
	}
	return sum
}

// Exclusive branches.
func (r *routes) okEither(path string, strict bool) string {
	if strict {
		r.mu.RLock()
	} else {
		r.mu.RLock()
		path += "*"
	}
	defer r.mu.RUnlock()
	return r.paths[path]
}
