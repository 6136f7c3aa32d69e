// An informer tells its handlers about changes; one of them looks the object up in the informer's own store.
// needs: function fields in a struct, slice of structs, stored callback
package main

import (
	"fmt"
	"sync"
)

type Object struct {
	Key     string
	Version int
}

type EventHandlerFuncs struct {
	AddFunc    func(obj *Object)
	UpdateFunc func(before, after *Object)
}

func (h EventHandlerFuncs) OnAdd(obj *Object) {
	if h.AddFunc != nil {
		h.AddFunc(obj)
	}
}

func (h EventHandlerFuncs) OnUpdate(before, after *Object) {
	if h.UpdateFunc != nil {
		h.UpdateFunc(before, after)
	}
}

type Informer struct {
	lock     sync.RWMutex
	items    map[string]*Object
	handlers []EventHandlerFuncs
}

func NewInformer() *Informer {
	return &Informer{items: make(map[string]*Object)}
}

func (i *Informer) AddEventHandler(h EventHandlerFuncs) {
	i.lock.Lock()
	defer i.lock.Unlock()
	i.handlers = append(i.handlers, h)
}

func (i *Informer) GetByKey(key string) (*Object, bool) {
	i.lock.RLock() // or "double-lock"
	defer i.lock.RUnlock()
	obj, ok := i.items[key]
	return obj, ok
}

func (i *Informer) Apply(obj *Object) {
	i.lock.Lock()
	defer i.lock.Unlock()
	old, ok := i.items[obj.Key]
	i.items[obj.Key] = obj
	for _, h := range i.handlers {
		if ok {
			h.OnUpdate(old, obj) // want "double-lock"
			continue
		}
		h.OnAdd(obj) // or "double-lock"
	}
}

type controller struct {
	informer *Informer
	queue    []string
}

func newController(inf *Informer) *controller {
	c := &controller{informer: inf}
	inf.AddEventHandler(EventHandlerFuncs{
		AddFunc: c.enqueue,
		UpdateFunc: func(_, after *Object) {
			c.enqueue(after)
		},
	})
	return c
}

func (c *controller) enqueue(obj *Object) {
	current, ok := c.informer.GetByKey(obj.Key) // or "double-lock"
	if !ok || current.Version > obj.Version {
		return
	}
	c.queue = append(c.queue, obj.Key)
}

func main() {
	inf := NewInformer()
	c := newController(inf)
	for v := 1; v <= 2; v++ {
		inf.Apply(&Object{Key: "default/web", Version: v})
	}
	fmt.Println(c.queue)
}
