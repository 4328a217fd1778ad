package source

import (
	"context"
	"crypto/rand"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"syscall"

	"bunhelm/helm/internal/operation"
)

// stage writes what is to become a file beside it. Its name begins with a dot, which Helm passes over
// in charts/.
func stage(path string, data []byte) (staged string, err error) {
	staged = filepath.Join(filepath.Dir(path), "."+filepath.Base(path)+"."+rand.Text())
	file, err := os.OpenFile(staged, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644) // less the umask
	if err != nil {
		return "", err
	}
	defer func() {
		if err != nil {
			_ = os.Remove(staged)
		}
	}()
	_, err = file.Write(data)
	if closing := file.Close(); err == nil {
		err = closing
	}
	return staged, err
}

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

// File is one that is to be written; without data it is none.
type File struct {
	Path string
	Data []byte
}

// WriteFiles writes all of the files or, where one cannot be written, none.
func WriteFiles(files ...File) error {
	staged := make([]string, len(files))
	defer func() {
		for _, path := range staged {
			if path != "" {
				_ = os.Remove(path)
			}
		}
	}()
	for i, file := range files {
		if len(file.Data) == 0 {
			continue
		}
		// What rename would refuse is refused while nothing has been replaced.
		if info, err := os.Stat(file.Path); err == nil && info.IsDir() {
			return &os.PathError{Op: "write", Path: file.Path, Err: syscall.EISDIR}
		}
		var err error
		if staged[i], err = stage(file.Path, file.Data); err != nil {
			return err
		}
	}
	for i, file := range files {
		if staged[i] == "" {
			continue
		}
		if err := os.Rename(staged[i], file.Path); err != nil {
			return err
		}
		staged[i] = ""
	}
	return nil
}
