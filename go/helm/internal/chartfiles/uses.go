package chartfiles

import (
	"fmt"
	"slices"

	chart "helm.sh/helm/v4/pkg/chart/v2"
)

const (
	// maxUses is how often the subcharts of a chart may be used, all together.
	maxUses = 10_000
	// maxImports is how often their values may be copied, with those that are copied once more for each entry of
	// import-values.
	maxImports = 100_000
	// maxTemplates is how many bytes of templates all copies may have: each is parsed, which takes some 16 times that.
	maxTemplates = 32 << 20
)

// usesError is a chart that uses its subcharts so often that their copies would take too much memory.
type usesError struct {
	// Subchart is the path of the one with which it became too much, such as "shop/web/common".
	Subchart string
	uses     int64
	what     string
}

func (e *usesError) Error() string {
	return fmt.Sprintf("its subcharts %s: dependencies in Chart.yaml use %q %d times", e.what, e.Subchart, e.uses)
}

// ChartHint says what to do about it.
func (e *usesError) ChartHint() string {
	return "remove entries with the same name from dependencies in Chart.yaml, there or in its parent charts: Helm copies the subchart, and everything below it, for each of them"
}

// CheckUses refuses a chart whose subcharts would take too much memory once Helm has copied them, for each entry
// of dependencies that uses them and, at each level, for each copy of the chart above (pkg/chart/v2/util/dependencies.go
// getAliasDependency): five levels of a hundred aliases each are 10,000,000,000 charts.
func CheckUses(ch *chart.Chart) error {
	return (&copies{}).below(ch, ch.Name(), 1, 1, 0)
}

// copies is what all subcharts have, counted once for each use.
type copies struct{ uses, imports, files, bytes, templates, parts int64 }

// below adds the subcharts of a chart that is used, and whose values are imported, some times itself. Each of them
// gets a copy of the values that are global above it.
func (c *copies) below(ch *chart.Chart, path string, uses, imports, globals int64) error {
	globals += countOf(ch.Values["global"])
	used, imported := map[string]int64{}, map[string]int64{}
	if ch.Metadata != nil {
		for _, use := range ch.Metadata.Dependencies {
			if use != nil {
				used[use.Name]++
				imported[use.Name] += max(1, int64(len(use.ImportValues)))
			}
		}
	}
	for _, sub := range ch.Dependencies() {
		path, uses, imports := path+"/"+sub.Name(), uses*max(1, used[sub.Name()]), imports*max(1, imported[sub.Name()])
		c.parts += uses * globals
		if what := c.add(sub, uses, imports); what != "" {
			return &usesError{path, uses, what}
		}
		if err := c.below(sub, path, uses, imports, globals); err != nil {
			return err
		}
	}
	return nil
}

// add tells of what there is too much with a subchart. Of one that is used once, the chart's archive had it.
func (c *copies) add(sub *chart.Chart, uses, imports int64) (what string) {
	if c.uses += uses; c.uses > maxUses {
		return fmt.Sprintf("are used more than %d times", maxUses)
	}
	if c.imports += imports; c.imports > maxImports {
		return fmt.Sprintf("import values more than %d times", maxImports)
	}
	if imports > 1 {
		c.parts += imports * countOf(sub.Values)
	}
	if uses > 1 {
		for _, file := range slices.Concat(sub.Templates, sub.Files) {
			c.files += uses
			c.bytes += uses * int64(len(file.Data))
		}
		for _, file := range sub.Templates {
			c.templates += uses * int64(len(file.Data))
		}
	}
	switch {
	case c.parts > maxParts:
		return fmt.Sprintf("have more than %d values in all their copies", maxParts)
	case c.files > maxFiles:
		return fmt.Sprintf("have more than %d files in all their copies", maxFiles)
	case c.templates > maxTemplates:
		return fmt.Sprintf("have more than %d bytes of templates in all their copies", maxTemplates)
	case c.bytes > maxBytes:
		return fmt.Sprintf("have more than %d bytes of files in all their copies", maxBytes)
	}
	return ""
}

// countOf is how many items and keys values have.
func countOf(value any) (count int64) {
	switch value := value.(type) {
	case map[string]any:
		for _, inner := range value {
			count += 1 + countOf(inner)
		}
	case []any:
		for _, inner := range value {
			count += 1 + countOf(inner)
		}
	}
	return count
}
