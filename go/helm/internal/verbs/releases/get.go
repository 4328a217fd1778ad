package releases

import (
	"time"

	"helm.sh/helm/v4/pkg/chart/common/util"
	release "helm.sh/helm/v4/pkg/release/v1"

	"bunhelm/helm/internal/fault"
	"bunhelm/helm/internal/operation"
	"bunhelm/helm/internal/results"
	"bunhelm/helm/internal/wire"
)

// Get is `helm get all`.
func Get(op *operation.Operation, r *wire.GetRequest) (result wire.Release, err error) {
	rel, err := revision(op, r.Name, r.Namespace, r.Revision)
	if err != nil {
		return result, err
	}
	result = results.Release(rel)
	if r.Objects {
		result.Objects, err = results.Objects(rel)
	}
	return result, err
}

// GetValues is `helm get values`.
func GetValues(op *operation.Operation, r *wire.GetValuesRequest) (map[string]any, error) {
	rel, err := revision(op, r.Name, r.Namespace, r.Revision)
	if err != nil {
		return nil, err
	}
	values := rel.Config
	if r.All {
		if values, err = util.CoalesceValues(rel.Chart, rel.Config); err != nil {
			return nil, err
		}
	}
	if values == nil {
		values = map[string]any{}
	}
	return values, nil
}

// GetMetadata is `helm get metadata`.
func GetMetadata(op *operation.Operation, r *wire.GetMetadataRequest) (result wire.ReleaseMetadata, err error) {
	rel, err := revision(op, r.Name, r.Namespace, r.Revision)
	if err != nil {
		return result, err
	}
	info := results.ChartInfo(rel.Chart)
	result = wire.ReleaseMetadata{
		Name: rel.Name, Namespace: rel.Namespace, Revision: rel.Version, ApplyMethod: wire.ApplyMethod(rel.ApplyMethod),
		Status: results.Status(rel), Chart: info.Name, Version: info.Version, AppVersion: info.AppVersion, Labels: results.OwnLabels(rel.Labels),
	}
	if rel.Info != nil && !rel.Info.LastDeployed.IsZero() {
		result.DeployedAt = rel.Info.LastDeployed.Format(time.RFC3339)
	}
	result.Annotations = rel.Chart.Metadata.Annotations
	result.Dependencies = results.Dependencies(rel.Chart.Metadata)
	return result, nil
}

// revision reads one record of a release and nothing else.
func revision(op *operation.Operation, name, namespace string, number int) (*release.Release, error) {
	if err := nameRelease(op, name, namespace); err != nil {
		return nil, err
	}
	if number < 0 {
		return nil, fault.InvalidArgument("revision", "revision must not be below 0")
	}
	s, err := openRelease(op, name, namespace)
	if err != nil {
		return nil, err
	}
	defer s.Close()
	rel, err := content(s, name, number)
	if err != nil {
		return nil, err
	}
	return rel, op.Err()
}
