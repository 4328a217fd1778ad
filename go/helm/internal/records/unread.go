package records

import (
	"cmp"
	"errors"
	"fmt"
	"strings"
	"sync"

	"helm.sh/helm/v4/pkg/storage"

	"bunhelm/helm/internal/fault"
	"bunhelm/helm/internal/wire"
)

// Unread are the records that an operation could not read. Helm leaves them out of what it reads;
// here each is told once.
type Unread struct {
	limit int64 // of a record
	emit  func(wire.Event)

	mu   sync.Mutex // guards what follows
	told map[Place]bool
	of   map[string]error // the newest, by release
}

// NewUnread is of an operation that has read nothing yet. limit is that of a record; emit tells of each.
func NewUnread(limit wire.Size, emit func(wire.Event)) *Unread {
	return &Unread{limit: int64(limit), emit: emit, told: map[Place]bool{}, of: map[string]error{}}
}

// Skip tells of a record that is left out.
func (u *Unread) Skip(namespace, key, name string, cause error) {
	invalid := u.Invalid(namespace, key, name, cause)
	u.mu.Lock()
	told := u.told[Place{namespace, key}]
	u.told[Place{namespace, key}] = true
	u.of[releaseOf(key, name)] = invalid
	u.mu.Unlock()
	if told {
		return
	}
	u.emit(wire.LogEvent{
		Level:      wire.LogWarn,
		Message:    fmt.Sprintf("the release record %q in namespace %q cannot be read and is skipped: %v", key, namespace, cause),
		Attributes: map[string]string{"record": key, "namespace": namespace, "release": releaseOf(key, name)},
	})
}

// Instead is why a release is not found although there is a record of it; nil when there is none.
func (u *Unread) Instead(name string) error {
	u.mu.Lock()
	defer u.mu.Unlock()
	return u.of[name]
}

// releaseOf is the name of a record's release: by its label, or its key.
func releaseOf(key, name string) string {
	if name == "" {
		name = strings.TrimPrefix(key, storage.HelmStorageType+".")
		if end := strings.LastIndex(name, ".v"); end > 0 {
			name = name[:end]
		}
	}
	return name
}

// Invalid is the error of a record that cannot be read.
func (u *Unread) Invalid(namespace, key, name string, cause error) error {
	details := wire.RecordInvalidDetails{Record: key, Namespace: namespace, Reason: cause.Error(), Limit: u.limit}
	details.Hint = "delete this record if the release does not need it; rolling back and uninstalling still work with the other records"
	var large *TooLargeError
	if errors.As(cause, &large) {
		details.Size = large.Size
		details.Hint = "if the record is genuine, raise the client's limits.record; otherwise delete it"
	}
	var much *TooMuchError
	if errors.As(cause, &much) {
		details.Hint = "if the records are genuine, raise the client's limits.record; otherwise delete them, this one first"
	}
	err := fault.Newf(wire.CodeRecordInvalid, details, fmt.Errorf("get: failed to decode data %q: %w", key, cause),
		"a record of release %q cannot be read: failed to decode data %q in namespace %q: %v", releaseOf(key, name), key, cmp.Or(namespace, "default"), cause)
	return err
}

// Refuse is the error of records that are too much together.
func (u *Unread) Refuse(much *TooMuchError) error {
	return u.Invalid(much.largest.Namespace, much.largest.Key, much.largest.Name, much)
}
