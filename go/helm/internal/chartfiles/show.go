package chartfiles

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"k8s.io/cli-runtime/pkg/printers"
	"sigs.k8s.io/yaml"

	"helm.sh/helm/v4/pkg/chart/common"
	chart "helm.sh/helm/v4/pkg/chart/v2"
	chartutil "helm.sh/helm/v4/pkg/chart/v2/util"

	"bunhelm/helm/internal/fault"
	"bunhelm/helm/internal/wire"
)

// Show is what `helm show` prints of a chart (pkg/action/show.go Run, which reads from paths only).
func Show(ch *chart.Chart, jsonpath string) (text wire.ShowText, err error) {
	metadata, err := yaml.Marshal(ch.Metadata)
	if err != nil {
		return text, err
	}
	values, err := showValues(ch, jsonpath)
	if err != nil {
		return text, err
	}
	var all, crds strings.Builder
	fmt.Fprintf(&all, "%s\n", metadata)
	text.Chart = wire.Text(all.String())
	if ch.Values != nil {
		text.Values = wire.Text(values)
		plain := values
		if jsonpath != "" { // only `helm show values` has the flag
			plain, _ = showValues(ch, "")
		}
		fmt.Fprintf(&all, "---\n%s", plain)
	}
	if readme := readmeOf(ch); readme != nil {
		text.Readme = wire.Text(string(readme.Data) + "\n")
		fmt.Fprintf(&all, "---\n%s\n", readme.Data)
	}
	for _, crd := range ch.CRDObjects() {
		if !bytes.HasPrefix(crd.File.Data, []byte("---")) {
			crds.WriteString("---\n")
		}
		fmt.Fprintf(&crds, "%s\n", crd.File.Data)
	}
	text.Crds = wire.Text(crds.String())
	text.All = wire.Text(all.String() + crds.String())
	return text, nil
}

func showValues(ch *chart.Chart, jsonpath string) (string, error) {
	var out strings.Builder
	if jsonpath == "" {
		for _, file := range ch.Raw {
			if file.Name == chartutil.ValuesfileName {
				fmt.Fprintf(&out, "%s\n", file.Data)
			}
		}
		return out.String(), nil
	}
	printer, err := printers.NewJSONPathPrinter(jsonpath)
	if err != nil {
		return "", fault.InvalidArgument("jsonpath", "jsonpath: %v", err)
	}
	// Helm passes over a failure, such as a value that is missing, and prints what came before it.
	_ = printer.Execute(&out, ch.Values)
	return out.String(), nil
}

// Readme is the chart's README; nil without one.
func Readme(ch *chart.Chart) []byte {
	if file := readmeOf(ch); file != nil {
		return file.Data
	}
	return nil
}

func readmeOf(ch *chart.Chart) *common.File {
	i := slices.IndexFunc(ch.Files, func(file *common.File) bool {
		return file != nil && slices.Contains([]string{"readme.md", "readme.txt", "readme"}, strings.ToLower(file.Name))
	})
	if i < 0 {
		return nil
	}
	return ch.Files[i]
}
