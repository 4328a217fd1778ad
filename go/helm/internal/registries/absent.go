package registries

import (
	"errors"
	"fmt"
	"strings"

	orasregistry "oras.land/oras-go/v2/registry"

	"helm.sh/helm/v4/pkg/registry"

	"bunhelm/helm/internal/fault"
	"bunhelm/helm/internal/secret"
	"bunhelm/helm/internal/versions"
	"bunhelm/helm/internal/wire"
)

// notInRegistry is a chart, or a version of one, that a registry lacks.
func notInRegistry(reference string, cause error) *wire.Error {
	details := wire.ChartNotFoundDetails{ChartDetails: wire.ChartDetails{Reference: reference}}
	return fault.Newf(wire.CodeChartNotFound, details, cause, "%s: there is no such chart in the registry", reference)
}

// without adds to a chart that was not found which versions of it a registry has, if any.
func (c *Client) without(reference, version string, err error) error {
	var absent *wire.Error
	if !errors.As(err, &absent) || absent.Code != wire.CodeChartNotFound {
		return err
	}
	asked, parseErr := orasregistry.ParseReference(strings.TrimPrefix(reference, registry.OCIScheme+"://"))
	if parseErr != nil {
		return err
	}
	chart := asked.Registry + "/" + asked.Repository
	if version == "" {
		version = strings.ReplaceAll(asked.Reference, "_", "+")
	}
	tags, tagsErr := c.Tags(chart)
	there := tags.all()
	if err := c.op.Err(); err != nil {
		return err
	}
	chart = registry.OCIScheme + "://" + chart
	details := wire.ChartNotFoundDetails{ChartDetails: wire.ChartDetails{Reference: secret.ShownReference(reference)}, Version: version, Repository: chart}
	if tagsErr != nil || len(there) == 0 {
		details.Repository = ""
		return fault.Newf(wire.CodeChartNotFound, details, absent, "there is no chart %s", chart)
	}
	details.Versions = there[:min(len(there), versions.Shown)]
	said := fmt.Sprintf("there is %s of %s", versions.NoSuch(version), chart)
	switch {
	case version == "":
		said = "there are only pre-releases of " + chart
		details.Hint = "devel: true includes pre-releases"
	case strings.Contains(version, ":"):
		said = "nothing in " + chart + " has the digest " + version
		details.Version = ""
	}
	return fault.Newf(wire.CodeChartNotFound, details, absent, "%s", said)
}
