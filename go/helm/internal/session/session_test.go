package session

import (
	"context"
	"errors"
	"testing"
	"time"

	ri "helm.sh/helm/v4/pkg/release"
	"helm.sh/helm/v4/pkg/release/common"
	release "helm.sh/helm/v4/pkg/release/v1"
	"helm.sh/helm/v4/pkg/storage/driver"

	"bunhelm/helm/internal/client"
	"bunhelm/helm/internal/operation"
	"bunhelm/helm/internal/owners"
	"bunhelm/helm/internal/records"
	"bunhelm/helm/internal/silent"
	"bunhelm/helm/internal/wire"
)

// memorySession is a session whose records are in memory; its cluster is never asked.
func memorySession(t *testing.T) (*Session, *operation.Operation, context.CancelCauseFunc) {
	t.Helper()
	ctx, cancel := context.WithCancelCause(context.Background())
	op := operation.New(ctx, silent.Port{})
	op.Channel = int32(time.Now().UnixNano())
	options := wire.ClientOptions{KubeApiserver: "https://127.0.0.1:1", Namespace: "shop", Driver: wire.DriverMemory}
	op.Client = client.New(&wire.Client{ClientOptions: options}, t.TempDir())
	s, err := Open(op, Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { cancel(nil); s.Close(); owners.Forget(op) })
	return s, op, cancel
}

func record(version int, status common.Status) *release.Release {
	return &release.Release{Name: "web", Namespace: "shop", Version: version, Info: &release.Info{Status: status, LastDeployed: time.Now()}}
}

// broken is a driver whose writes go wrong in a chosen way.
type broken struct {
	driver.Driver
	create, update func(driver.Driver, string, ri.Releaser) error
}

func (b broken) Create(key string, r ri.Releaser) error {
	if b.create != nil {
		return b.create(b.Driver, key, r)
	}
	return b.Driver.Create(key, r)
}

func (b broken) Update(key string, r ri.Releaser) error {
	if b.update != nil {
		return b.update(b.Driver, key, r)
	}
	return b.Driver.Update(key, r)
}

func stands(t *testing.T, s *Session, version int) *release.Release {
	t.Helper()
	repair, err := s.repairStorage()
	if err != nil {
		t.Fatal(err)
	}
	releaser, err := repair.Get("web", version)
	if errors.Is(err, driver.ErrReleaseNotFound) {
		return nil
	}
	if err != nil {
		t.Fatal(err)
	}
	return releaser.(*release.Release)
}

func TestARecordThatSomebodyElseMadeUnderTheSameKeyIsLeftAlone(t *testing.T) {
	s, op, _ := memorySession(t)
	theirs := record(2, common.StatusPendingUpgrade)
	s.observer.Driver = broken{Driver: s.observer.Driver, create: func(d driver.Driver, key string, _ ri.Releaser) error {
		if err := d.Create(key, theirs); err != nil { // they are quicker than our retry
			t.Error(err)
		}
		return errors.New("500 internal error")
	}}
	time.Sleep(time.Millisecond)
	err := s.Perform("web", func() error { return s.Config.Releases.Create(record(2, common.StatusPendingUpgrade)) })
	if err == nil {
		t.Fatal("the creation has failed")
	}
	if rel := stands(t, s, 2); rel == nil || rel.Info.Status != common.StatusPendingUpgrade {
		t.Fatalf("their record: %+v", rel)
	}
	if seen := op.Evidence.Seen().Release; seen.Status != wire.StatusPendingUpgrade {
		t.Fatalf("%+v", seen)
	}
}

func TestAnOwnRecordWhoseCreationWasRepeatedIsKnownAgain(t *testing.T) {
	s, _, _ := memorySession(t)
	s.observer.Driver = broken{Driver: s.observer.Driver, create: func(d driver.Driver, key string, r ri.Releaser) error {
		_ = d.Create(key, r)
		return driver.ErrReleaseExists // the transport has sent it twice
	}}
	if err := s.Perform("web", func() error { return s.Config.Releases.Create(record(1, common.StatusPendingInstall)) }); err == nil {
		t.Fatal("Helm is told")
	}
	if rel := stands(t, s, 1); rel != nil {
		t.Fatalf("a record that stands for nothing: %+v", rel.Info)
	}
}

func TestACancelledRevisionThatHasWrittenObjectsIsFailed(t *testing.T) {
	s, op, cancel := memorySession(t)
	err := s.Perform("web", func() error {
		rel := record(1, common.StatusPendingInstall)
		rel.Hooks = []*release.Hook{{Name: "before", LastRun: release.HookExecution{Phase: release.HookPhaseRunning}}}
		if err := s.Config.Releases.Create(rel); err != nil {
			t.Error(err)
		}
		op.Evidence.Changed(false)
		cancel(errors.New("enough"))
		return op.Err()
	})
	rel := stands(t, s, 1)
	if err == nil || rel == nil || rel.Info.Status != common.StatusFailed || rel.Info.Description != "Install cancelled: enough" {
		t.Fatalf("%v, %+v", err, rel)
	}
	if rel.Hooks[0].LastRun.Phase != release.HookPhaseFailed {
		t.Fatal("a hook of it counts as running for ever:", rel.Hooks[0].LastRun.Phase)
	}
}

func TestTheLastWriteOfASuccessIsMadeUpFor(t *testing.T) {
	for before, after := range map[common.Status]common.Status{
		common.StatusPendingInstall: common.StatusDeployed,
		common.StatusUninstalling:   common.StatusUninstalled,
	} {
		s, _, _ := memorySession(t)
		first := record(1, common.StatusDeployed)
		if before == common.StatusUninstalling {
			if err := s.observer.Driver.Create("sh.helm.release.v1.web.v1", first); err != nil {
				t.Fatal(err)
			}
		}
		err := s.Perform("web", func() error {
			rel := record(1, before)
			if before == common.StatusUninstalling {
				rel.Info.Deleted = time.Now()
				_ = s.Config.Releases.Update(rel)
			} else {
				_ = s.Config.Releases.Create(rel)
			}
			s.observer.Driver = broken{Driver: s.observer.Driver, update: func(driver.Driver, string, ri.Releaser) error { return errors.New("lost") }}
			done := record(1, after)
			done.Info.Deleted, done.Info.LastDeployed = rel.Info.Deleted, rel.Info.LastDeployed
			_ = s.Config.Releases.Update(done) // Helm logs this error and goes on
			return nil
		})
		if rel := stands(t, s, 1); err != nil || rel == nil || rel.Info.Status != after {
			t.Errorf("%s: %v, %+v", before, err, rel)
		}
	}
}

func TestAPanicOfTheVerbIsRepairedToo(t *testing.T) {
	s, op, _ := memorySession(t)
	err := s.Perform("web", func() error {
		_ = s.Config.Releases.Create(record(1, common.StatusPendingInstall))
		op.Evidence.Changed(false)
		panic("nil somewhere")
	})
	var known *wire.Error
	if !errors.As(err, &known) || known.Code != wire.CodeInternal {
		t.Fatal(err)
	}
	if rel := stands(t, s, 1); rel == nil || rel.Info.Status != common.StatusFailed {
		t.Fatalf("%+v", rel)
	}
}

func TestAHistoryIsReadOnceUntilTheFirstWrite(t *testing.T) {
	s, _, _ := memorySession(t)
	reads := 0
	s.observer.Driver = counting{s.observer.Driver, &reads}
	for range 3 {
		_, _ = s.Config.Releases.History("web")
	}
	if reads != 1 {
		t.Fatalf("%d reads", reads)
	}
	if err := s.Config.Releases.Create(record(1, common.StatusDeployed)); err != nil {
		t.Fatal(err)
	}
	if history, err := s.Config.Releases.History("web"); err != nil || len(history) != 1 {
		t.Fatal(history, err)
	}
}

type counting struct {
	driver.Driver
	reads *int
}

func (c counting) Query(labels map[string]string) ([]ri.Releaser, error) {
	*c.reads++
	return c.Driver.Query(labels)
}

func TestTheMemoryDriverGivesCopies(t *testing.T) {
	s, _, _ := memorySession(t)
	if err := s.Config.Releases.Create(record(1, common.StatusDeployed)); err != nil {
		t.Fatal(err)
	}
	stands(t, s, 1).Info.Status = common.StatusUninstalling
	if rel := stands(t, s, 1); rel.Info.Status != common.StatusDeployed {
		t.Fatal("a change in place was stored:", rel.Info.Status)
	}
}

func TestARecordWithoutInfoStopsNoVerb(t *testing.T) {
	s, _, _ := memorySession(t)
	first := &release.Release{Name: "web", Namespace: "shop", Version: 1}
	if err := s.observer.Driver.Create(records.KeyOf(first), first); err != nil {
		t.Fatal(err)
	}
	err := s.Perform("web", func() error {
		last, err := s.Config.Releases.Last("web")
		if err != nil {
			return err
		}
		if status := last.(*release.Release).Info.Status; status != common.StatusUnknown {
			t.Errorf("it is %q", status)
		}
		if err := s.Config.Releases.Create(record(2, common.StatusPendingUpgrade)); err != nil {
			return err
		}
		return errors.New("the upgrade has failed")
	})
	if err == nil || err.Error() != "the upgrade has failed" {
		t.Fatal(err)
	}
	if rel := stands(t, s, 2); rel != nil {
		t.Fatalf("what was begun stands as %q", rel.Info.Status)
	}
}

func TestAClientThatIsGoneLeavesNoReleasesInMemory(t *testing.T) {
	before := Counts().Memories
	s, op, cancel := memorySession(t)
	if got := Counts().Memories; got != before+1 {
		t.Fatal(got)
	}
	cancel(errors.New("the client is closed"))
	owners.Forget(op)
	// The operation is still about to end its record.
	records, err := s.repairStorage()
	if err != nil {
		t.Fatal(err)
	}
	if err := records.Create(record(1, common.StatusFailed)); err != nil {
		t.Fatal(err)
	}
	if got := Counts().Memories; got != before {
		t.Error("a store has come back:", got)
	}
}

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
