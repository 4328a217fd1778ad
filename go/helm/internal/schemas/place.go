package schemas

import (
	"strings"

	"bunhelm/helm/internal/wire"
)

// PlaceOf is where in all of the values a violation is.
func PlaceOf(v wire.Violation) []string {
	steps := strings.Split(v.Chart, "/")[1:] // below the chart itself
	if v.Path == "" {
		return steps
	}
	for step := range strings.SplitSeq(v.Path[1:], "/") {
		steps = append(steps, strings.NewReplacer("~1", "/", "~0", "~").Replace(step))
	}
	return steps
}
