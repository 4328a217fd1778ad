package charts

import (
	"errors"
	"os"
	"path/filepath"

	chart "helm.sh/helm/v4/pkg/chart/v2"
	chartutil "helm.sh/helm/v4/pkg/chart/v2/util"

	"bunhelm/helm/internal/chartfiles"
	"bunhelm/helm/internal/fault"
	"bunhelm/helm/internal/operation"
	"bunhelm/helm/internal/wire"
)

// Create is `helm create` (pkg/cmd/create.go).
func Create(op *operation.Operation, r *wire.CreateRequest) (result wire.CreateResult, err error) {
	if r.Name == "" {
		return result, fault.InvalidArgument("name", "name must not be empty")
	}
	if r.Directory != "" && filepath.IsAbs(r.Name) {
		return result, fault.InvalidArgument("directory", "directory: the name is already an absolute path")
	}
	path := op.Client.Path(filepath.Join(string(r.Directory), r.Name)) // the name may be a path, as with the command
	name, directory := filepath.Base(path), filepath.Dir(path)
	if r.Starter != "" {
		err = createFrom(op, string(r.Starter), name, directory)
	} else {
		_, err = chartutil.Create(name, directory)
	}
	var known *wire.Error
	var file *os.PathError
	switch {
	case err == nil:
		return wire.CreateResult{Path: path}, nil
	case errors.As(err, &known):
		return result, err
	case errors.As(err, &file):
		return result, fault.InvalidArgument("directory", "directory: %v", err)
	}
	return result, fault.InvalidArgument("name", "name: %q: %v", r.Name, err)
}

func createFrom(op *operation.Operation, starter, name, directory string) error {
	from := starter
	if !filepath.IsAbs(from) {
		starters := op.Client.Paths().Starters
		if starters == "" {
			return fault.InvalidArgument("starter", "starter: Helm's directory of starters is not known: neither HOME nor HELM_DATA_HOME is set")
		}
		from = filepath.Join(starters, starter)
	}
	if _, err := os.Stat(from); err != nil {
		return fault.Newf(wire.CodeChartNotFound, wire.ChartNotFoundDetails{ChartDetails: wire.ChartDetails{Reference: starter}}, err, "starter %q: %v", starter, err)
	}
	if _, err := chartfiles.Read(from, chartfiles.Anywhere); err != nil {
		return fault.Newf(wire.CodeChartInvalid, wire.ChartDetails{Reference: starter}, err, "starter %q cannot be loaded: %v", starter, err)
	}
	return chartutil.CreateFrom(&chart.Metadata{
		Name: name, Description: "A Helm chart for Kubernetes", Type: "application",
		Version: "0.1.0", AppVersion: "0.1.0", APIVersion: chart.APIVersionV2,
	}, directory, from)
}
