package kubewrap

import "bunhelm/helm/internal/fault"

// NoteUnchecked keeps why a document was not found right: kubectl makes text of it, though the API server may
// not have answered (cli-runtime v0.37.1, pkg/resource/visitor.go).
func (g *Gates) NoteUnchecked(err error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.unchecked = err
}

// regained is the error of a build, with its cause where that was made text.
func (g *Gates) regained(err error) error {
	g.mu.Lock()
	defer g.mu.Unlock()
	return fault.Because(err, g.unchecked)
}
