// Package keep keeps what is dear to make until nobody has wanted it for a while.
package keep

import (
	"slices"
	"sync"
	"time"
)

// Cache keeps values by key. What is in use stays; of the rest it drops what has been idle, and beyond a limit what
// has been unused for longest.
type Cache[K comparable, V any] struct {
	idle  time.Duration
	limit int
	end   func(V)

	mu      sync.Mutex // guards what follows
	kept    map[K]*entry[V]
	sweeper *time.Timer // nil while nothing is kept
}

type entry[V any] struct {
	value  V
	weight int
	users  int
	used   time.Time
}

// New makes an empty cache. limit is how much of what nobody uses may be kept together, by weight; 0: any. end is
// called with each value that is dropped, and may be nil; it must not call the cache.
func New[K comparable, V any](idle time.Duration, limit int, end func(V)) *Cache[K, V] {
	if end == nil {
		end = func(V) {}
	}
	return &Cache[K, V]{idle: idle, limit: limit, end: end, kept: map[K]*entry[V]{}}
}

// Take finds or makes a value, which is in use until Release.
func (c *Cache[K, V]) Take(key K, weight int, newV func() (V, error)) (V, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	e := c.kept[key]
	if e == nil {
		value, err := newV()
		if err != nil {
			return value, err
		}
		e = c.add(key, weight, value)
	}
	e.users++
	return e.value, nil
}

// Share is one use more of what is kept, until Release. What has been dropped cannot be shared.
func (c *Cache[K, V]) Share(key K) (shared bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	e := c.kept[key]
	if e != nil {
		e.users++
	}
	return e != nil
}

// Release ends a use.
func (c *Cache[K, V]) Release(key K) {
	c.mu.Lock()
	defer c.mu.Unlock()
	e := c.kept[key]
	e.users--
	e.used = time.Now()
	c.drop(c.idle)
}

// Get finds or makes a value, and is done with it at once.
func (c *Cache[K, V]) Get(key K, weight int, newV func() V) V {
	c.mu.Lock()
	defer c.mu.Unlock()
	e := c.kept[key]
	if e == nil {
		e = c.add(key, weight, newV())
	}
	e.used = time.Now()
	c.drop(c.idle)
	return e.value
}

// Find finds a value that is kept.
func (c *Cache[K, V]) Find(key K) (value V, found bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	e := c.kept[key]
	if e == nil {
		return value, false
	}
	e.used = time.Now()
	return e.value, true
}

// Put keeps a value in the place of another, which it returns.
func (c *Cache[K, V]) Put(key K, weight int, value V) (before V) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if e := c.kept[key]; e != nil {
		before = e.value
	}
	c.add(key, weight, value)
	c.drop(c.idle)
	return before
}

// Drop drops a value that nobody uses.
func (c *Cache[K, V]) Drop(key K) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if e := c.kept[key]; e != nil && e.users == 0 {
		c.remove(key)
	}
}

// DropIf drops those that fit and that nobody uses. It asks about all.
func (c *Cache[K, V]) DropIf(fits func(V) bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for key, e := range c.kept {
		if fits(e.value) && e.users == 0 {
			c.remove(key)
		}
	}
}

// DropIdle drops those that nobody has used for so long, without waiting for the sweeper.
func (c *Cache[K, V]) DropIdle(age time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.drop(age)
}

// Len counts them, those in use included.
func (c *Cache[K, V]) Len() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.kept)
}

// What follows is called with the lock held.

func (c *Cache[K, V]) add(key K, weight int, value V) *entry[V] {
	e := &entry[V]{value: value, weight: weight, used: time.Now()}
	c.kept[key] = e
	if c.sweeper == nil {
		c.sweeper = time.AfterFunc(c.idle, c.sweep)
	}
	return e
}

// drop drops what was idle for so long, and what is too much. What was used last is not.
func (c *Cache[K, V]) drop(age time.Duration) {
	var unused []K
	for key, e := range c.kept {
		if e.users == 0 {
			unused = append(unused, key)
		}
	}
	slices.SortFunc(unused, func(a, b K) int { return c.kept[b].used.Compare(c.kept[a].used) })
	weight := 0
	for i, key := range unused {
		e := c.kept[key]
		weight += e.weight
		if time.Since(e.used) >= age || i > 0 && c.limit > 0 && weight > c.limit {
			c.remove(key)
		}
	}
}

func (c *Cache[K, V]) remove(key K) {
	c.end(c.kept[key].value)
	delete(c.kept, key)
}

// sweep drops idle ones from time to time, as long as there are any.
func (c *Cache[K, V]) sweep() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.drop(c.idle)
	c.sweeper = nil
	if len(c.kept) > 0 {
		c.sweeper = time.AfterFunc(c.idle/2, c.sweep)
	}
}
