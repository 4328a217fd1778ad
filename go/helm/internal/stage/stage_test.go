package stage

import (
	"testing"
	"time"

	"helm.sh/helm/v4/pkg/release/common"
	release "helm.sh/helm/v4/pkg/release/v1"

	"bunhelm/helm/internal/wire"
)

// record is a revision with the hooks; those in running say that they run.
func record(revision int, status common.Status, hooks []*release.Hook, running ...*release.Hook) *release.Release {
	for _, hook := range hooks {
		hook.LastRun = release.HookExecution{}
	}
	for _, hook := range running {
		hook.LastRun = release.HookExecution{Phase: release.HookPhaseRunning, StartedAt: time.Now()}
	}
	return &release.Release{Name: "web", Namespace: "shop", Version: revision, Manifest: "objects", Info: &release.Info{Status: status}, Hooks: hooks}
}

func hook(name string, weight int, events ...release.HookEvent) *release.Hook {
	return &release.Hook{Name: name, Kind: "Job", Path: "templates/" + name + ".yaml", Manifest: "metadata: {name: " + name + "}", Weight: weight, Events: events}
}

// write is a record that is written, and the event of the hook that it begins.
func write(s *Stage, rel *release.Release) wire.HookEvent {
	s.RecordBegins(rel)
	if begun := s.RecordWritten(rel); begun != nil {
		return begun.Event
	}
	return ""
}

func TestWhatComesBeforeTheFirstRecordIsNotTheRelease(t *testing.T) {
	s := New()
	if s.ObjectsWritten() || s.IsRecorded() || s.Status() != "" {
		t.Error("a namespace counts as the release")
	}
	s.RecordBegins(record(1, common.StatusPendingInstall, nil))
	if s.ObjectsWritten() {
		t.Error("the record is not written yet")
	}
	s.RecordWritten(record(1, common.StatusPendingInstall, nil))
	if !s.ObjectsWritten() || !s.IsRecorded() {
		t.Error("the release's objects do not count")
	}
}

func TestAHookOfBothMomentsRunsBeforeTheObjectsAsPreAndAfterThemAsPost(t *testing.T) {
	for status, verb := range map[common.Status]string{
		common.StatusPendingInstall: "install", common.StatusPendingUpgrade: "upgrade", common.StatusPendingRollback: "rollback", common.StatusUninstalling: "delete",
	} {
		both := hook("both", 0, release.HookEvent("post-"+verb), release.HookEvent("pre-"+verb))
		s, hooks := New(), []*release.Hook{both}
		if event := write(s, record(1, status, hooks)); event != "" {
			t.Error(verb, "begins with", event)
		}
		if event := write(s, record(1, status, hooks, both)); event != wire.HookEvent("pre-"+verb) {
			t.Error(verb, event)
		}
		if event := write(s, record(1, status, hooks, both)); event != "" {
			t.Error(verb, event, "is told twice")
		}
		if s.ObjectsWritten() {
			t.Error(verb, "what a hook writes is the release")
		}
		s.HookEnded()
		if s.Hook() != nil || !s.HasHooked() || !s.ObjectsWritten() {
			t.Error(verb, "the hook has not ended")
		}
		if event := write(s, record(1, status, hooks, both)); event != wire.HookEvent("post-"+verb) {
			t.Error(verb, event)
		}
	}
}

func TestARollbackAfterAFailureBeginsAnew(t *testing.T) {
	s, both := New(), hook("both", 0, release.HookPostUpgrade, release.HookPostRollback, release.HookPreRollback)
	hooks := []*release.Hook{both}
	write(s, record(2, common.StatusPendingUpgrade, hooks))
	s.ObjectsWritten()
	write(s, record(2, common.StatusFailed, hooks))
	if event := write(s, record(3, common.StatusPendingRollback, hooks, both)); event != wire.HookEvent(release.HookPreRollback) {
		t.Error(event)
	}
}

func TestAHookThatAnOlderOperationLeftRunningDoesNotRun(t *testing.T) {
	old := hook("old", 0, release.HookPreUpgrade)
	rel := record(2, common.StatusPendingUpgrade, []*release.Hook{old}, old)
	rel.Hooks = append([]*release.Hook{nil}, rel.Hooks...)
	s := New()
	if begun := s.RecordWritten(rel); begun != nil {
		t.Error(begun)
	}
}

func TestATestIsAHookOfNoVerb(t *testing.T) {
	s, test := New(), hook("test", 0, release.HookPostInstall, release.HookTest)
	test.Manifest = "metadata: {namespace: elsewhere}"
	rel := record(1, common.StatusDeployed, []*release.Hook{test}, test)
	s.RecordBegins(rel)
	begun := s.RecordWritten(rel)
	want := wire.HookStatusEvent{Hook: wire.ResourceRef{Kind: "Job", Name: "test", Namespace: "elsewhere"}, Event: "test", Path: "templates/test.yaml", Status: wire.HookStarted}
	if begun == nil || *begun != want {
		t.Error(begun)
	}
	if found, event := s.HookOf(test.Manifest); found != test || event != "test" {
		t.Error(found, event)
	}
	if found, _ := s.HookOf("another"); found != nil {
		t.Error(found)
	}
}

func TestTheObjectsOfAReleaseAreKnownWithItsFirstRecord(t *testing.T) {
	refs := []wire.ResourceRef{{Kind: "Service", Name: "web"}}
	s := New()
	if s.ManifestBuilt("objects", refs) {
		t.Error("a manifest is a plan before its record")
	}
	if planned := s.RecordBegins(record(1, common.StatusPendingInstall, nil)); len(planned) != 1 {
		t.Error("built before its record:", planned)
	}
	s = New()
	if planned := s.RecordBegins(record(3, common.StatusPendingRollback, nil)); planned != nil {
		t.Error(planned)
	}
	if s.ManifestBuilt("a hook", nil) || !s.ManifestBuilt("objects", refs) {
		t.Error("built after its record")
	}
}

func TestTheFirstHookIsTheLightestThenTheFirstByName(t *testing.T) {
	b, a := hook("b", 1, release.HookPreInstall), hook("a", 1, release.HookPreInstall)
	hooks := []*release.Hook{hook("heavy", 2, release.HookPreInstall), b, a, hook("post", 0, release.HookPostInstall)}
	if first, event := FirstHook(hooks, wire.StatusPendingInstall); first != a || event != "pre-install" {
		t.Error(first, event)
	}
	if first, _ := FirstHook(hooks, wire.StatusDeployed); first != nil {
		t.Error(first)
	}
}
