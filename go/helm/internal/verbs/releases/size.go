package releases

import (
	"cmp"
	"path"
	"slices"

	chart "helm.sh/helm/v4/pkg/chart/v2"

	"bunhelm/helm/internal/fault"
	"bunhelm/helm/internal/operation"
	"bunhelm/helm/internal/wire"
)

// explainSize says of a record that is too large what of the chart weighs most.
func explainSize(op *operation.Operation, ch *chart.Chart, err error) error {
	if err == nil || op.Err() != nil {
		return err
	}
	known := fault.Known(op, err)
	if known.Code != wire.CodeReleaseTooLarge {
		return err
	}
	return fault.TooLarge(known, largest(ch))
}

const mostLargest = 5

// largest are the largest files that a record holds of a chart and its subcharts.
func largest(ch *chart.Chart) []wire.SizedFile {
	var files []wire.SizedFile
	var collect func(ch *chart.Chart, prefix string)
	collect = func(ch *chart.Chart, prefix string) {
		for _, file := range slices.Concat(ch.Templates, ch.Files) {
			files = append(files, wire.SizedFile{Path: path.Join(prefix, file.Name), Size: len(file.Data)})
		}
		for _, file := range ch.Raw {
			if file.Name == "values.yaml" {
				files = append(files, wire.SizedFile{Path: path.Join(prefix, file.Name), Size: len(file.Data)})
			}
		}
		files = append(files, wire.SizedFile{Path: path.Join(prefix, "values.schema.json"), Size: len(ch.Schema)})
		for _, sub := range ch.Dependencies() {
			collect(sub, path.Join(prefix, "charts", sub.Name()))
		}
	}
	collect(ch, "")
	slices.SortStableFunc(files, func(a, b wire.SizedFile) int { return cmp.Compare(b.Size, a.Size) })
	files = slices.DeleteFunc(files, func(file wire.SizedFile) bool { return file.Size == 0 })
	return files[:min(mostLargest, len(files))]
}
