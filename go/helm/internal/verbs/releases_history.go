package verbs

import (
	"bunhelm/helm/internal/fault"
	"bunhelm/helm/internal/operation"
	"bunhelm/helm/internal/wire"
)

// defaultHistory is the CLI's (pkg/cmd/history.go).
const defaultHistory = 256

// history is `helm history`.
func history(op *operation.Operation, r *wire.HistoryRequest) ([]wire.ReleaseSummary, error) {
	if err := nameRelease(op, r.Name, r.Namespace); err != nil {
		return nil, err
	}
	limit := defaultHistory
	if r.Max != nil {
		limit = *r.Max
	}
	if limit < 1 {
		return nil, fault.InvalidArgument("max", "max must be above 0")
	}
	s, err := openRelease(op, r.Name, r.Namespace)
	if err != nil {
		return nil, err
	}
	defer s.Close()
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
