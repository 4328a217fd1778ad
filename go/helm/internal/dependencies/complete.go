package dependencies

import (
	"os"

	"bunhelm/helm/internal/chartfiles"
	"bunhelm/helm/internal/operation"
	"bunhelm/helm/internal/wire"
)

// Complete fetches the dependencies that a chart directory lacks: the flag --dependency-update of
// pkg/cmd/install.go, upgrade.go and template.go. To others, nothing can be added.
func Complete(op *operation.Operation, found *chartfiles.Found, o *wire.ChartSourceOptions) error {
	if info, err := os.Stat(found.Path); err != nil || !info.IsDir() {
		return nil
	}
	ch, err := chartfiles.Load(op, found)
	if err != nil {
		return err
	}
	if op.Verb != "releases.upgrade" { // which takes any chart
		if err := chartfiles.Installable(ch); err != nil {
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
