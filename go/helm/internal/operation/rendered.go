package operation

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

// SetRendered keeps what the record that is written now stands for.
func (o *Operation) SetRendered(rendered Rendered) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.seen.Rendered = rendered
}

// Hook says that a hook has started or ended.
func (o *Operation) Hook(event wire.HookStatusEvent) {
	o.mu.Lock()
	o.seen.Hook = &event
	o.mu.Unlock()
	o.port.Emit(event)
}
