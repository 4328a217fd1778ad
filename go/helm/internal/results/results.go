// Package results says in the words of wire what a release of Helm is, or a chart.
package results

import (
	"maps"
	"slices"
	"time"

	ri "helm.sh/helm/v4/pkg/release"
	release "helm.sh/helm/v4/pkg/release/v1"
	"helm.sh/helm/v4/pkg/storage/driver"

	"bunhelm/helm/internal/fault"
	"bunhelm/helm/internal/wire"
)

// V1 is the release Helm means; anything else is a bug.
func V1(releaser ri.Releaser) (*release.Release, error) {
	switch rel := releaser.(type) {
	case *release.Release:
		return rel, nil
	case release.Release:
		return &rel, nil
	}
	return nil, fault.Panicked("unexpected type of release", nil)
}

func Summary(rel *release.Release) wire.ReleaseSummary {
	s := wire.ReleaseSummary{
		Name: rel.Name, Namespace: rel.Namespace, Revision: rel.Version, Labels: OwnLabels(rel.Labels), Chart: ChartInfo(rel.Chart),
		Status: Status(rel),
	}
	if info := rel.Info; info != nil {
		s.Description = info.Description
		s.RollbackRevision = info.RollbackRevision
		s.FirstDeployed, s.LastDeployed, s.Deleted = Time(info.FirstDeployed), Time(info.LastDeployed), Time(info.Deleted)
	}
	return s
}

// Status is never empty, though a record may say nothing.
func Status(rel *release.Release) wire.Status {
	if rel.Info == nil || rel.Info.Status == "" {
		return wire.StatusUnknown
	}
	return wire.Status(rel.Info.Status)
}

// OwnLabels leaves out those that the drivers write for themselves.
func OwnLabels(labels map[string]string) map[string]string {
	own := maps.Clone(labels)
	maps.DeleteFunc(own, func(name, _ string) bool { return slices.Contains(driver.GetSystemLabels(), name) })
	return own
}

func Release(rel *release.Release) wire.Release {
	r := wire.Release{
		ReleaseSummary: Summary(rel),
		Config:         rel.Config,
		Manifest:       wire.Text(rel.Manifest),
		Hooks:          Hooks(rel.Hooks),
		ApplyMethod:    wire.ApplyMethod(rel.ApplyMethod),
	}
	if rel.Info != nil {
		r.Notes = wire.Text(rel.Info.Notes)
	}
	return r
}

func Hooks(from []*release.Hook) []wire.Hook {
	converted := make([]wire.Hook, 0, len(from))
	for _, h := range from {
		hook := wire.Hook{Name: h.Name, Kind: h.Kind, Path: h.Path, Manifest: wire.Text(h.Manifest), Weight: h.Weight}
		for _, event := range h.Events {
			hook.Events = append(hook.Events, wire.HookEvent(event))
		}
		for _, policy := range h.DeletePolicies {
			hook.DeletePolicies = append(hook.DeletePolicies, string(policy))
		}
		for _, policy := range h.OutputLogPolicies {
			hook.OutputLogPolicies = append(hook.OutputLogPolicies, string(policy))
		}
		if h.LastRun.Phase != "" {
			hook.LastRun = HookRun(h)
		}
		converted = append(converted, hook)
	}
	return converted
}

func HookRun(h *release.Hook) *wire.HookRun {
	return &wire.HookRun{
		StartedAt: Time(h.LastRun.StartedAt), CompletedAt: Time(h.LastRun.CompletedAt), Phase: wire.HookPhase(h.LastRun.Phase),
	}
}

func Time(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(time.RFC3339Nano)
}
