package dependencies

import (
	"context"
	"path/filepath"
	"slices"
	"sync"

	"bunhelm/helm/internal/operation"
)

// locks are held on chart directories while their charts/ is written, one operation each.
var locks = struct {
	sync.Mutex
	byPath map[string]*pathLock
}{byPath: map[string]*pathLock{}}

type pathLock struct {
	held  chan struct{} // has one place
	users int
}

// lockPaths waits until nobody else holds any of the directories. They are taken in one order, so
// that two operations cannot wait for each other.
func lockPaths(op *operation.Operation, paths ...string) (unlock func(), err error) {
	for i, path := range paths {
		if real, err := filepath.EvalSymlinks(path); err == nil {
			paths[i] = real
		}
	}
	slices.Sort(paths)
	var held []func()
	unlock = func() {
		for _, release := range held {
			release()
		}
	}
	for _, path := range slices.Compact(paths) {
		release, err := lockPath(op.Context(), path)
		if err != nil {
			unlock()
			return nil, err
		}
		held = append(held, release)
	}
	return unlock, nil
}

func lockPath(ctx context.Context, path string) (release func(), err error) {
	locks.Lock()
	lock := locks.byPath[path]
	if lock == nil {
		lock = &pathLock{held: make(chan struct{}, 1)}
		locks.byPath[path] = lock
	}
	lock.users++
	locks.Unlock()
	forget := func() {
		locks.Lock()
		defer locks.Unlock()
		if lock.users--; lock.users == 0 {
			delete(locks.byPath, path)
		}
	}
	select {
	case lock.held <- struct{}{}:
		return func() { <-lock.held; forget() }, nil
	case <-ctx.Done():
		forget()
		return nil, context.Cause(ctx)
	}
}
