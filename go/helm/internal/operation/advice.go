package operation

import (
	"bunhelm/helm/internal/evidence"
	"bunhelm/helm/internal/wire"
)

// Advice is what only a verb knows of how to go on after it has failed. Errors say it in their hints.
type Advice struct {
	// NoNamespace is what to do where the release's namespace does not exist.
	NoNamespace string
	// NoRelease is what to do where the release does not exist.
	NoRelease string
	// NoVersion is what to do where a chart is not for the Kubernetes version that it is rendered for.
	NoVersion string
	// Cancelled says how to go on from the release as a cancel has left it.
	Cancelled func(seen evidence.Seen) string
	// NotReady is the call that goes on from objects or hooks that were not ready.
	NotReady func(release *wire.FailedRelease) string
	// Once: when the verb has recorded a revision, the same call would fail, whatever the reason was.
	Once bool
}
