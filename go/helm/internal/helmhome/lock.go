package helmhome

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
