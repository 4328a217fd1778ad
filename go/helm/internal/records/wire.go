package records

import (
	release "helm.sh/helm/v4/pkg/release/v1"

	"bunhelm/helm/internal/wire"
)

// StateOf is what a record says, as results tell it.
func StateOf(rel *release.Release) wire.RevisionState {
	return wire.RevisionState{Revision: rel.Version, Status: wire.Status(rel.Info.Status), Description: rel.Info.Description}
}

// EventOf is what a record says, as an event tells it.
func EventOf(rel *release.Release) wire.RecordEvent {
	return wire.RecordEvent{
		Name: rel.Name, Namespace: rel.Namespace, Revision: rel.Version,
		Status: wire.Status(rel.Info.Status), Description: rel.Info.Description,
	}
}

// RecordOf is what a record says, as errors tell it; rel is nil where there is none.
func RecordOf(name, namespace string, rel *release.Release) *wire.FailedRelease {
	record := &wire.FailedRelease{Name: name, Namespace: namespace}
	if rel != nil {
		record.Revision, record.Status, record.Description = rel.Version, wire.Status(rel.Info.Status), rel.Info.Description
	}
	return record
}

// Recorded is RecordOf a release that is there.
func Recorded(rel *release.Release) *wire.FailedRelease {
	return RecordOf(rel.Name, rel.Namespace, rel)
}
