// Package stage knows how far an operation has come with its release, from what it writes.
package stage

import (
	"cmp"
	"slices"
	"sync"
	"time"

	"sigs.k8s.io/yaml"

	release "helm.sh/helm/v4/pkg/release/v1"

	"bunhelm/helm/internal/wire"
)

// Stage is that of one operation. Helm says neither which hook runs nor whether what it writes is the release, a hook or
// something that comes before: the order of its writes does.
type Stage struct {
	began time.Time

	mu         sync.Mutex // guards what follows
	isRecorded bool       // a record of the release was written: what is created now is the release
	part       part       // of the operation
	isApplied  bool       // the release's own objects were written in it
	hasHooked  bool       // a hook has run
	status     wire.Status
	hook       *wire.HookStatusEvent
	hooks      []*release.Hook // of the release
	plans      plans
}

// part is what one record stands for: an upgrade that fails may be followed by a rollback within
// one operation.
type part struct {
	revision int
	status   wire.Status
}

// New is the stage of an operation that begins.
func New() *Stage { return &Stage{began: time.Now()} }

// hookVerbs are the verbs of hooks' names by what the record says while they run.
var hookVerbs = map[wire.Status]string{
	wire.StatusPendingInstall:  "install",
	wire.StatusPendingUpgrade:  "upgrade",
	wire.StatusPendingRollback: "rollback",
	wire.StatusUninstalling:    "delete",
}

// RecordBegins is told of each record that is about to be written. planned are the objects of a part that begins,
// where they are known.
func (s *Stage) RecordBegins(rel *release.Release) (planned []wire.ResourceRef) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.status = wire.Status(rel.Info.Status)
	s.hooks = rel.Hooks
	part := part{rel.Version, s.status}
	if _, begins := hookVerbs[s.status]; begins && part != s.part {
		s.part, s.isApplied = part, false
		if rel.Info.Status.IsPending() {
			planned = s.plans.begin(rel.Manifest)
		}
	}
	return planned
}

// RecordWritten is told of each record that was written. It returns a hook that has begun, or nil.
func (s *Stage) RecordWritten(rel *release.Release) *wire.HookStatusEvent {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.isRecorded = true
	for _, hook := range rel.Hooks {
		if hook == nil || hook.LastRun.Phase != release.HookPhaseRunning || hook.LastRun.StartedAt.Before(s.began) {
			continue // an older operation has left it so
		}
		event := wire.HookStatusEvent{
			Hook:   wire.ResourceRef{Kind: hook.Kind, Name: hook.Name, Namespace: namespaceOf(hook, rel)},
			Event:  s.eventOf(hook),
			Path:   hook.Path,
			Status: wire.HookStarted,
		}
		if s.hook == nil || *s.hook != event {
			s.hook = &event
			return &event
		}
		return nil
	}
	return nil
}

// namespaceOf is where a hook's object is: where its manifest says, or with the release.
func namespaceOf(hook *release.Hook, rel *release.Release) string {
	var object struct {
		Metadata struct {
			Namespace string `json:"namespace"`
		} `json:"metadata"`
	}
	_ = yaml.Unmarshal([]byte(hook.Manifest), &object) // Helm has read it before
	return cmp.Or(object.Metadata.Namespace, rel.Namespace)
}

// ManifestBuilt is told of every manifest that was built, with its objects. isPlan: it is that of a part that has begun.
func (s *Stage) ManifestBuilt(manifest string, refs []wire.ResourceRef) (isPlan bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.plans.built(manifest, refs)
}

// ObjectsWritten is told before objects are written. own: they are the release's, and not those of a hook or of what
// comes before the release, its namespace and its CRDs.
func (s *Stage) ObjectsWritten() (own bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	own = s.isRecorded && s.hook == nil
	s.isApplied = s.isApplied || own
	return own
}

// HookEnded is told when the wait for a hook is over.
func (s *Stage) HookEnded() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.hook, s.hasHooked = nil, true
}

// Hook is the one that runs, or nil.
func (s *Stage) Hook() *wire.HookStatusEvent {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.hook
}

// HasHooked tells whether a hook has run.
func (s *Stage) HasHooked() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.hasHooked
}

// IsRecorded tells whether a record of the release was written.
func (s *Stage) IsRecorded() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.isRecorded
}

// Status is what the record says that was written last or is about to be; "" before the first.
func (s *Stage) Status() wire.Status {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.status
}

// HookOf is the hook of a manifest, with its event that runs now; nil where it is none's.
func (s *Stage) HookOf(manifest string) (*release.Hook, wire.HookEvent) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, hook := range s.hooks {
		if hook.Manifest == manifest {
			return hook, s.eventOf(hook)
		}
	}
	return nil, ""
}

// eventOf tells which of a hook's events runs now: the record says of which verb, and whether
// the release's objects are written says pre or post.
func (s *Stage) eventOf(hook *release.Hook) wire.HookEvent {
	verb := hookVerbs[s.status]
	when := "pre-"
	if s.isApplied {
		when = "post-"
	}
	for _, event := range hook.Events {
		if string(event) == when+verb || verb == "" && event == release.HookTest {
			return wire.HookEvent(event)
		}
	}
	if len(hook.Events) > 0 {
		return wire.HookEvent(hook.Events[0])
	}
	return ""
}

// FirstHook is the one that Helm runs first once a record has that status (pkg/action/hooks.go hookByWeight), or nil.
func FirstHook(hooks []*release.Hook, status wire.Status) (first *release.Hook, event wire.HookEvent) {
	verb, begins := hookVerbs[status]
	if !begins {
		return nil, ""
	}
	event = wire.HookEvent("pre-" + verb)
	for _, hook := range hooks {
		if slices.Contains(hook.Events, release.HookEvent(event)) && (first == nil || hook.Weight < first.Weight || hook.Weight == first.Weight && hook.Name < first.Name) {
			first = hook
		}
	}
	return first, event
}
