// A sharded map keeps its shard locked when the value cannot be computed.
package main

import (
	"errors"
	"fmt"
	"hash/maphash"
	"sync"
)

const shardCount = 8

type shard[K comparable, V any] struct {
	sync.RWMutex
	data map[K]V
}

type ShardedMap[K comparable, V any] struct {
	seed   maphash.Seed
	shards [shardCount]shard[K, V]
}

func NewShardedMap[K comparable, V any]() *ShardedMap[K, V] {
	m := &ShardedMap[K, V]{seed: maphash.MakeSeed()}
	for i := range m.shards {
		m.shards[i].data = make(map[K]V)
	}
	return m
}

func (m *ShardedMap[K, V]) shardFor(key K) *shard[K, V] {
	return &m.shards[maphash.Comparable(m.seed, key)%shardCount]
}

func (m *ShardedMap[K, V]) Load(key K) (v V, ok bool) {
	s := m.shardFor(key)
	s.RLock()
	v, ok = s.data[key]
	s.RUnlock()
	return v, ok
}

func (m *ShardedMap[K, V]) GetOrCompute(key K, compute func(K) (V, error)) (V, error) {
	if v, ok := m.Load(key); ok {
		return v, nil
	}
	s := m.shardFor(key)
	s.Lock()
	if v, ok := s.data[key]; ok {
		s.Unlock()
		return v, nil
	}
	v, err := compute(key)
	if err != nil {
		s.Unlock()
		var zero V
		return zero, fmt.Errorf("compute %v: %w", key, err)
	}
	s.data[key] = v
	s.Unlock()
	return v, nil
}

var errOdd = errors.New("odd")

func main() {
	m := NewShardedMap[int, string]()
	for try := range 2 {
		for k := range 6 {
			v, err := m.GetOrCompute(k, func(k int) (string, error) {
				if k%2 == 1 {
					return "", errOdd
				}
				return fmt.Sprint("even-", k), nil
			})
			fmt.Println(try, v, err)
		}
	}
}
