// Package naming says how a release may be named, or labelled.
package naming

import (
	"fmt"
	"path/filepath"

	"helm.sh/helm/v4/pkg/action"
	chartutil "helm.sh/helm/v4/pkg/chart/v2/util"

	"bunhelm/helm/internal/fault"
	"bunhelm/helm/internal/wire"
)

// CheckName refuses what no release can be called.
func CheckName(name string) error {
	if err := chartutil.ValidateReleaseName(name); err != nil {
		if name == "" {
			return fault.InvalidArgument("name", "name must not be empty")
		}
		return fault.InvalidArgument("name", "name %q %s", name, whyNoName(name))
	}
	return nil
}

// maxName is Helm's longest name of a release (pkg/chart/v2/util/validate_name.go).
const maxName = 53

func whyNoName(name string) string {
	if length := len(name); length > maxName {
		return fmt.Sprintf("is %d characters long, but may have at most %d", length, maxName)
	}
	return "may contain only lowercase letters, digits, \"-\" and \".\", and must start and end with a letter or a digit"
}

// ReleaseName decides the release's name before anything is read (pkg/action/install.go
// NameAndChart).
func ReleaseName(name string, ref wire.ChartRef, o *wire.NameOptions) (string, error) {
	switch {
	case name != "" && o.GenerateName:
		return "", fault.InvalidArgument("generateName", "generateName: a name is given as well")
	case name != "" && o.NameTemplate != "":
		return "", fault.InvalidArgument("nameTemplate", "nameTemplate: a name is given as well")
	case name == "" && o.NameTemplate != "":
		made, err := action.TemplateName(o.NameTemplate)
		if err != nil {
			return "", fault.InvalidArgument("nameTemplate", "nameTemplate: %v", err)
		}
		name = made
	case name == "" && o.GenerateName:
		base := filepath.Base(ref.Ref)
		if ref.Archive != nil || base == "." || base == "" || base == "/" {
			base = "chart"
		}
		i := action.Install{GenerateName: true}
		made, _, err := i.NameAndChart([]string{base})
		if err != nil {
			return "", fault.InvalidArgument("generateName", "generateName: %v", err)
		}
		name = made
	}
	return name, CheckName(name)
}
