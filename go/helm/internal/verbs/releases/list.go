package releases

import (
	"regexp"

	"k8s.io/apimachinery/pkg/labels"

	"helm.sh/helm/v4/pkg/action"

	"bunhelm/helm/internal/fault"
	"bunhelm/helm/internal/operation"
	"bunhelm/helm/internal/results"
	"bunhelm/helm/internal/session"
	"bunhelm/helm/internal/wire"
)

// newList maps the options of releases.list.
func newList(config *action.Configuration, r *wire.ListRequest) *action.List {
	l := action.NewList(config)
	l.AllNamespaces = r.AllNamespaces
	l.Filter = r.Filter
	l.Selector = r.Selector
	l.ByDate = r.Date
	l.SortReverse = r.Reverse
	l.Limit = 0 // all, where the command has 256 and says nothing of the rest
	if r.Max != nil {
		l.Limit = *r.Max
	}
	l.Offset = r.Offset
	l.Deployed = r.Deployed
	l.Failed = r.Failed
	l.Pending = r.Pending
	l.Superseded = r.Superseded
	l.Uninstalled = r.Uninstalled
	l.Uninstalling = r.Uninstalling
	l.SetStateMask()
	return l
}

// List is `helm list` (pkg/action/list.go). Which records are fetched and decoded is left to s.Narrow.
func List(op *operation.Operation, r *wire.ListRequest) ([]wire.ReleaseSummary, error) {
	if _, err := regexp.Compile(r.Filter); err != nil {
		return nil, fault.InvalidArgument("filter", "filter: %v", err)
	}
	selector, err := labels.Parse(r.Selector)
	if err != nil {
		return nil, fault.InvalidArgument("selector", "selector: %v", err)
	}
	if r.Offset < 0 {
		return nil, fault.InvalidArgument("offset", "offset must not be below 0")
	}
	if r.Max != nil && *r.Max < 0 {
		return nil, fault.InvalidArgument("max", "max must not be below 0")
	}
	s, err := session.Open(op, session.Options{Namespace: r.Namespace, AllNamespaces: r.AllNamespaces})
	if err != nil {
		return nil, err
	}
	defer s.Close()
	s.Kube.Reachable = true // the read of the records finds out
	l := newList(s.Config, r)
	// Only superseded ones are asked for: then the newest are not meant.
	if err := s.Narrow(selector, l.StateMask == action.ListSuperseded); err != nil {
		return nil, err
	}
	found, err := l.Run()
	if err != nil {
		return nil, err
	}
	summaries := make([]wire.ReleaseSummary, 0, len(found))
	for _, releaser := range found {
		rel, err := results.V1(releaser)
		if err != nil {
			return nil, err
		}
		summaries = append(summaries, results.Summary(rel))
	}
	return summaries, op.Err()
}
