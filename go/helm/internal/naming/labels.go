package naming

import (
	"strings"

	"k8s.io/apimachinery/pkg/util/validation"

	"helm.sh/helm/v4/pkg/storage/driver"

	"bunhelm/helm/internal/fault"
)

// CheckSystemLabels refuses the labels by which Helm finds its records.
func CheckSystemLabels(labels map[string]string) error {
	if driver.ContainsSystemLabels(labels) {
		return fault.InvalidArgument("labels", "labels: %s are Helm's own", strings.Join(driver.GetSystemLabels(), ", "))
	}
	return nil
}

// CheckLabels refuses what no record can be labelled with.
func CheckLabels(labels map[string]string) error {
	for name, value := range labels {
		if problems := append(validation.IsQualifiedName(name), validation.IsValidLabelValue(value)...); len(problems) > 0 {
			return fault.InvalidArgument("labels", "labels: %s: %s", name, strings.Join(problems, "; "))
		}
	}
	return nil
}
