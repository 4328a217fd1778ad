package verbs

import (
	"bunhelm/helm/internal/fault"
	"bunhelm/helm/internal/operation"
	"bunhelm/helm/internal/session"
	"bunhelm/helm/internal/wire"
)

// defaultHistory is the CLI's (pkg/cmd/history.go).
const defaultHistory = 256

// history is `helm history`.
func history(op *operation.Operation, r *wire.HistoryRequest) ([]wire.ReleaseSummary, error) {
	if err := checkName(r.Name); err != nil {
		return nil, err
	}
	op.SetRelease(r.Name, r.Namespace)
	limit := defaultHistory
	if r.Max != nil {
		limit = *r.Max
	}
	if limit < 1 {
		return nil, fault.InvalidArgument("max", "max: must be above 0")
	}
	s, err := session.Open(op, session.Options{Namespace: r.Namespace})
	if err != nil {
		return nil, err
	}
	defer s.Close()
	op.SetRelease(r.Name, s.Namespace)
	revisions, err := s.Revisions(r.Name)
	if err != nil {
		return nil, err
	}
	if len(revisions) == 0 {
		return nil, fault.ReleaseNotFound(r.Name, s.Namespace, nil)
	}
	revisions = revisions[max(0, len(revisions)-limit):]
	summaries := make([]wire.ReleaseSummary, len(revisions))
	for i, rel := range revisions {
		summaries[i] = summary(rel)
	}
	return summaries, op.Err()
}
