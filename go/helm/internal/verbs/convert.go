package verbs

import (
	"maps"
	"slices"
	"time"

	ri "helm.sh/helm/v4/pkg/release"
	release "helm.sh/helm/v4/pkg/release/v1"

	chart "helm.sh/helm/v4/pkg/chart/v2"
	"helm.sh/helm/v4/pkg/storage/driver"

	"bunhelm/helm/internal/fault"
	"bunhelm/helm/internal/wire"
)

// v1 is the release Helm means; anything else is a bug.
func v1(releaser ri.Releaser) (*release.Release, error) {
	switch rel := releaser.(type) {
	case *release.Release:
		return rel, nil
	case release.Release:
		return &rel, nil
	}
	return nil, fault.Panicked("unexpected type of release", nil)
}

func summary(rel *release.Release) wire.ReleaseSummary {
	s := wire.ReleaseSummary{
		Name: rel.Name, Namespace: rel.Namespace, Revision: rel.Version, Labels: ownLabels(rel.Labels), Chart: chartInfo(rel.Chart),
		Status: statusOf(rel),
	}
	if info := rel.Info; info != nil {
		s.Description = info.Description
		s.RollbackRevision = info.RollbackRevision
		s.FirstDeployed, s.LastDeployed, s.Deleted = timestamp(info.FirstDeployed), timestamp(info.LastDeployed), timestamp(info.Deleted)
	}
	return s
}

// statusOf is never empty, though a record may say nothing.
func statusOf(rel *release.Release) wire.Status {
	if rel.Info == nil || rel.Info.Status == "" {
		return wire.StatusUnknown
	}
	return wire.Status(rel.Info.Status)
}

// ownLabels leaves out those that the drivers write for themselves.
func ownLabels(labels map[string]string) map[string]string {
	own := maps.Clone(labels)
	maps.DeleteFunc(own, func(name, _ string) bool { return slices.Contains(driver.GetSystemLabels(), name) })
	return own
}

func chartInfo(ch *chart.Chart) wire.ChartInfo {
	if ch == nil || ch.Metadata == nil {
		return wire.ChartInfo{}
	}
	return wire.ChartInfo{Name: ch.Metadata.Name, Version: ch.Metadata.Version, AppVersion: ch.Metadata.AppVersion}
}

func declaredDependencies(metadata *chart.Metadata) (listed []wire.Dependency) {
	for _, d := range metadata.Dependencies {
		listed = append(listed, wire.Dependency{
			Name: d.Name, Version: d.Version, Repository: d.Repository, Condition: d.Condition, Tags: d.Tags,
			Enabled: d.Enabled, Alias: d.Alias, ImportValues: d.ImportValues,
		})
	}
	return listed
}

func full(rel *release.Release) wire.Release {
	r := wire.Release{
		ReleaseSummary: summary(rel),
		Config:         rel.Config,
		Manifest:       wire.Text(rel.Manifest),
		Hooks:          hooks(rel.Hooks),
		ApplyMethod:    wire.ApplyMethod(rel.ApplyMethod),
	}
	if rel.Info != nil {
		r.Notes = wire.Text(rel.Info.Notes)
	}
	return r
}

func hooks(from []*release.Hook) []wire.Hook {
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
			hook.LastRun = hookRun(h)
		}
		converted = append(converted, hook)
	}
	return converted
}

func hookRun(h *release.Hook) *wire.HookRun {
	return &wire.HookRun{
		StartedAt: timestamp(h.LastRun.StartedAt), CompletedAt: timestamp(h.LastRun.CompletedAt), Phase: wire.HookPhase(h.LastRun.Phase),
	}
}

func timestamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(time.RFC3339Nano)
}
