package dependencies

import (
	"os"

	chart "helm.sh/helm/v4/pkg/chart/v2"

	"bunhelm/helm/internal/chartfiles"
	"bunhelm/helm/internal/operation"
	"bunhelm/helm/internal/wire"
)

// Complete fetches the dependencies that a chart directory lacks: the flag --dependency-update of
// pkg/cmd/install.go, upgrade.go and template.go. To others, nothing can be added. accepts refuses a chart that the
// verb cannot take; nil takes any.
func Complete(op *operation.Operation, found *chartfiles.Found, o *wire.ChartSourceOptions, accepts func(*chart.Chart) error) error {
	if info, err := os.Stat(found.Path); err != nil || !info.IsDir() {
		return nil
	}
	ch, err := chartfiles.Load(op, found)
	if err != nil {
		return err
	}
	if accepts != nil {
		if err := accepts(ch); err != nil {
			return err
		}
	}
	if chartfiles.CheckComplete(ch) == nil {
		return nil
	}
	_, err = Update(op, found.Path, &wire.DependencyOptions{
		RegistryOptions: o.RegistryOptions,
	})
	return err
}
