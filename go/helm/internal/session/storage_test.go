package session

import (
	"errors"
	"testing"
	"time"

	ri "helm.sh/helm/v4/pkg/release"
	"helm.sh/helm/v4/pkg/release/common"
	release "helm.sh/helm/v4/pkg/release/v1"
	"helm.sh/helm/v4/pkg/storage/driver"

	"bunhelm/helm/internal/wire"
)

// Helm calls the storage from goroutines that nobody recovers.
func TestAPanicOfTheStorageIsAnErrorAndHoldsNoLock(t *testing.T) {
	panics := func(driver.Driver, string, ri.Releaser) error { panic("a bug") }
	for name, call := range map[string]func(*Session) error{
		"create": func(s *Session) error { return s.Config.Releases.Create(record(1, common.StatusPendingInstall)) },
		"update": func(s *Session) error { return s.Config.Releases.Update(record(1, common.StatusPendingInstall)) },
		"update of a record with a null hook": func(s *Session) error {
			rel := record(1, common.StatusPendingInstall)
			rel.Hooks = []*release.Hook{nil, {Name: "a"}}
			return s.Config.Releases.Update(rel)
		},
	} {
		s, _, _ := memorySession(t)
		s.observer.Driver = broken{Driver: s.observer.Driver, create: panics, update: panics}
		ended := make(chan error, 1)
		go func() { // as Helm does
			ended <- call(s)
		}()
		var known *wire.Error
		if err := <-ended; !errors.As(err, &known) || known.Code != wire.CodeInternal {
			t.Errorf("%s: %v", name, err)
		}
		go func() { ended <- s.Perform("web", func() error { return errors.New("enough") }) }()
		select {
		case <-ended:
		case <-time.After(10 * time.Second):
			t.Fatalf("%s: it holds a lock", name)
		}
	}
}
