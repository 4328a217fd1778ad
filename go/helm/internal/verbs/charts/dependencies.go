package charts

import (
	"bunhelm/helm/internal/dependencies"
	"bunhelm/helm/internal/fault"
	"bunhelm/helm/internal/operation"
	"bunhelm/helm/internal/wire"
)

// ListDependencies is `helm dependency list` (pkg/action/dependency.go).
func ListDependencies(op *operation.Operation, r *wire.DependencyListRequest) ([]wire.ListedDependency, error) {
	if err := checkPath(string(r.Path)); err != nil {
		return nil, err
	}
	return dependencies.List(op, string(r.Path))
}

// UpdateDependencies is `helm dependency update` (pkg/downloader/manager.go Update).
func UpdateDependencies(op *operation.Operation, r *wire.DependencyRequest) (result wire.DependencyChanges, err error) {
	if err := checkPath(string(r.Path)); err != nil {
		return result, err
	}
	op.Evidence.Phase(wire.PhaseLoad, 0)
	return dependencies.Update(op, string(r.Path), &r.DependencyOptions)
}

// BuildDependencies is `helm dependency build` (pkg/downloader/manager.go Build).
func BuildDependencies(op *operation.Operation, r *wire.DependencyRequest) (result wire.DependencyChanges, err error) {
	if err := checkPath(string(r.Path)); err != nil {
		return result, err
	}
	op.Evidence.Phase(wire.PhaseLoad, 0)
	return dependencies.Build(op, string(r.Path), &r.DependencyOptions)
}

func checkPath(path string) error {
	if path == "" {
		return fault.InvalidArgument("path", "path must not be empty")
	}
	return nil
}
