package cluster

import (
	"context"
	"strings"

	"bunhelm/helm/internal/operation"
	"bunhelm/helm/internal/wire"
)

// Version of Helm, for the User-Agent; set by verbs from the build.
var Version string

func baseUserAgent() string { return "Helm/" + strings.TrimPrefix(Version, "v") + " bunhelm" }

func userAgent(ofClient string) string {
	if ofClient == "" {
		return baseUserAgent()
	}
	return baseUserAgent() + " " + ofClient
}

// warnings are what the API server says beside its answers.
type warnings struct{ op *operation.Operation }

func (w warnings) HandleWarningHeaderWithContext(_ context.Context, code int, _ string, message string) {
	if code == 299 && message != "" {
		w.op.Emit(wire.WarningEvent{Message: message})
	}
}
