package source

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/gofrs/flock"

	"bunhelm/helm/internal/operation"
)

// lockLimit is how long the helm command waits for a lock (pkg/cmd/repo_add.go).
const lockLimit = 30 * time.Second

// locked does something to a file of Helm's alone: under the lock that the helm command takes when it
// adds a repository. Its remove and update take none.
func locked(op *operation.Operation, file string, work func() error) error {
	if err := os.MkdirAll(filepath.Dir(file), os.ModePerm); err != nil {
		return err
	}
	name := file + ".lock"
	if extension := filepath.Ext(file); extension != "" && len(extension) < len(file) {
		name = strings.TrimSuffix(file, extension) + ".lock"
	}
	ctx, cancel := context.WithTimeout(op.Context(), lockLimit)
	defer cancel()
	lock := flock.New(name)
	if _, err := lock.TryLockContext(ctx, 20*time.Millisecond); err != nil {
		if errors.Is(err, context.DeadlineExceeded) {
			err = fmt.Errorf("another process has held %s for %s", name, lockLimit)
		}
		return err
	}
	defer func() { _ = lock.Close() }()
	if err := op.Err(); err != nil {
		return err
	}
	return work()
}

// WriteFile replaces a file at once, where a link leads to if it is one; the mode is that of a new one.
func WriteFile(path string, data []byte, mode os.FileMode) error {
	if goal, err := filepath.EvalSymlinks(path); err == nil {
		path = goal
	}
	if info, err := os.Stat(path); err == nil {
		mode = info.Mode().Perm()
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	temporary, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+"-")
	if err != nil {
		return err
	}
	_, err = temporary.Write(data)
	err = errors.Join(err, temporary.Chmod(mode), temporary.Close())
	if err == nil {
		err = os.Rename(temporary.Name(), path)
	}
	if err != nil {
		_ = os.Remove(temporary.Name())
	}
	return err
}
