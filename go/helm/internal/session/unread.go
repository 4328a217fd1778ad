package session

import (
	"cmp"
	"errors"
	"fmt"
	"strings"
	"sync"

	"helm.sh/helm/v4/pkg/storage"

	"bunhelm/helm/internal/fault"
	"bunhelm/helm/internal/operation"
	"bunhelm/helm/internal/records"
	"bunhelm/helm/internal/wire"
)

// unread are the records that an operation could not read. Helm leaves them out of what it reads;
// here each is told once.
type unread struct {
	op *operation.Operation

	mu   sync.Mutex // guards what follows
	told map[place]bool
	of   map[string]error // the newest, by release
}

func newUnread(op *operation.Operation) *unread {
	return &unread{op: op, told: map[place]bool{}, of: map[string]error{}}
}

// skip tells of a record that is left out.
func (u *unread) skip(namespace, key, name string, cause error) {
	invalid := u.invalid(namespace, key, name, cause)
	u.mu.Lock()
	told := u.told[place{namespace, key}]
	u.told[place{namespace, key}] = true
	u.of[releaseOf(key, name)] = invalid
	u.mu.Unlock()
	if told {
		return
	}
	u.op.Emit(wire.LogEvent{
		Level:      wire.LogWarn,
		Message:    fmt.Sprintf("the release record %q in namespace %q cannot be read and is left out: %v", key, namespace, cause),
		Attributes: map[string]string{"record": key, "namespace": namespace, "release": releaseOf(key, name)},
	})
}

// instead is why a release is not found although there is a record of it; nil when there is none.
func (u *unread) instead(name string) error {
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

// invalid is the error of a record that cannot be read.
func (u *unread) invalid(namespace, key, name string, cause error) error {
	details := wire.RecordInvalidDetails{Record: key, Namespace: namespace, Reason: cause.Error(), Limit: int64(u.op.Limits().Record)}
	details.Hint = "delete this record if the release can do without it; rolling back and uninstalling still work with the other records"
	var large *records.TooLargeError
	if errors.As(cause, &large) {
		details.Size = large.Size
		details.Hint = "if the record is genuine, raise the client's limits.record; otherwise delete it"
	}
	var much *tooMuch
	if errors.As(cause, &much) {
		details.Hint = "if the records are honest ones, raise the client's limits.record; if not, delete them, this one first"
	}
	err := fault.Said(wire.CodeRecordInvalid, details, fmt.Errorf("get: failed to decode data %q: %w", key, cause),
		"a record of release %q cannot be read: failed to decode data %q in namespace %q: %v", releaseOf(key, name), key, cmp.Or(namespace, "default"), cause)
	return err
}

// refuse is the error of records that are too much together.
func (u *unread) refuse(much *tooMuch) error {
	return u.invalid(much.largest.namespace, much.largest.key, much.largest.name, much)
}
