package observer

import (
	"errors"

	"helm.sh/helm/v4/pkg/storage/driver"
)

// Helm deletes the oldest revisions before it creates the next one (pkg/storage/storage.go removeLeastRecent, v4.3.1).
// Where the next one may be refused, they stay until it is not.

// HoldBack lets nothing be deleted before the next revision was accepted.
func (o *Observer) HoldBack() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.holdsBack = true
}

// keepsFor tells whether the deletion of a record has to wait.
func (o *Observer) keepsFor(key string) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.holdsBack {
		o.pruned = append(o.pruned, key)
	}
	return o.holdsBack
}

// prune deletes what has waited.
func (o *Observer) prune() error {
	o.mu.Lock()
	keys := o.pruned
	o.holdsBack, o.pruned = false, nil
	o.mu.Unlock()
	for _, key := range keys {
		if _, err := o.Delete(key); err != nil && !errors.Is(err, driver.ErrReleaseNotFound) {
			return err
		}
	}
	return nil
}
