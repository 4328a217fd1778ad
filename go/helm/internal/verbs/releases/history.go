package releases

import (
	"bunhelm/helm/internal/fault"
	"bunhelm/helm/internal/operation"
	"bunhelm/helm/internal/results"
	"bunhelm/helm/internal/wire"
)

// History is `helm history` (pkg/action/history.go). How records are read within limits is left to s.Revisions.
func History(op *operation.Operation, r *wire.HistoryRequest) ([]wire.ReleaseSummary, error) {
	if err := nameRelease(op, r.Name, r.Namespace); err != nil {
		return nil, err
	}
	if r.Max != nil && *r.Max < 1 {
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
	if r.Max != nil { // the command has 256 and says nothing of the rest
		revisions = revisions[max(0, len(revisions)-*r.Max):]
	}
	summaries := make([]wire.ReleaseSummary, len(revisions))
	for i, rel := range revisions {
		summaries[i] = results.Summary(rel)
	}
	return summaries, op.Err()
}
