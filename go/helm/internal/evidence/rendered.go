package evidence

import "bunhelm/helm/internal/wire"

// Rendered is a release as it is about to be written: errors look there for what an object comes from.
type Rendered struct {
	Manifest string
	Hooks    []RenderedHook
}

// RenderedHook is a hook and the path of its template.
type RenderedHook struct {
	Path, Manifest string
	// Event is the moment at which it would run, where it is only tried.
	Event wire.HookEvent
}

// Rendered keeps what the record that is written now stands for.
func (e *Evidence) Rendered(rendered Rendered) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.seen.Rendered = rendered
}

// Hook says that a hook has started or ended.
func (e *Evidence) Hook(event wire.HookStatusEvent) {
	e.mu.Lock()
	e.seen.Hook = &event
	e.mu.Unlock()
	e.emit(event)
}
