package chartfiles

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"helm.sh/helm/v4/pkg/chart/common"
	chart "helm.sh/helm/v4/pkg/chart/v2"
)

// levels is a chart with a chart in it and so on, each used by some entries that import some values.
func levels(depth, entries, imports int, of *chart.Chart) *chart.Chart {
	ch := of
	for level := range depth {
		above := &chart.Chart{Metadata: &chart.Metadata{Name: fmt.Sprintf("level%d", depth-level-1)}}
		for i := range entries {
			use := &chart.Dependency{Name: ch.Name(), Alias: fmt.Sprint("a", i)}
			for range imports {
				use.ImportValues = append(use.ImportValues, "all")
			}
			above.Metadata.Dependencies = append(above.Metadata.Dependencies, use)
		}
		above.AddDependency(ch)
		ch = above
	}
	return ch
}

func leaf() *chart.Chart { return &chart.Chart{Metadata: &chart.Metadata{Name: "leaf"}} }

func TestCountsUsesOverTheWholeTree(t *testing.T) {
	values, text := leaf(), leaf()
	values.Values = map[string]any{"list": make([]any, 50_000)}
	text.Files = []*common.File{{Data: make([]byte, 10<<20)}}
	many := leaf()
	many.Templates = make([]*common.File, 1000)
	for i := range many.Templates {
		many.Templates[i] = &common.File{}
	}
	template := leaf()
	template.Templates = []*common.File{{Data: make([]byte, 100<<10)}}
	global := func(uses, keys int) *chart.Chart {
		ch := levels(1, uses, 0, leaf())
		ch.Values = map[string]any{"global": map[string]any{"list": make([]any, keys)}}
		return ch
	}
	for name, one := range map[string]struct {
		chart *chart.Chart
		want  string
	}{
		"one level":            {levels(1, 1000, 0, leaf()), ""},
		"two levels":           {levels(2, 99, 0, leaf()), ""},
		"too many in one":      {levels(1, 10_001, 0, leaf()), `"level0/leaf" 10001 times`},
		"too many in two":      {levels(2, 100, 0, leaf()), `"level0/level1/leaf" 10000 times`},
		"more than a number":   {levels(60, 1000, 10, leaf()), `"level0/level1/level2" 1000000 times`},
		"imports":              {levels(2, 2, 50, leaf()), ""},
		"too many imports":     {levels(3, 1, 100, leaf()), "import values more than 100000 times"},
		"values":               {levels(1, 20, 1, values), ""},
		"too many values":      {levels(1, 50, 1, values), "more than 2097152 values"},
		"of imports":           {levels(1, 5, 10, values), "more than 2097152 values"},
		"a large file":         {levels(1, 20, 30, text), ""},
		"too large files":      {levels(1, 30, 0, text), "more than 268435456 bytes"},
		"templates":            {levels(1, 300, 0, template), ""},
		"too large templates":  {levels(1, 400, 0, template), "more than 33554432 bytes of templates in all their copies"},
		"global values":        {global(100, 20_000), ""},
		"too many of them":     {global(110, 20_000), "more than 2097152 values"},
		"too many files":       {levels(1, 60, 0, many), "more than 50000 files"},
		"used as it is":        {levels(300, 1, 1, text), ""},
		"nothing known of one": {levels(1, 0, 0, &chart.Chart{}), ""},
	} {
		err := CheckUses(one.chart)
		if one.want == "" && err != nil || one.want != "" && (!errors.As(err, new(*usesError)) || !strings.Contains(err.Error(), one.want)) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
