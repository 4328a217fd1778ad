package charts

import (
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"helm.sh/helm/v4/pkg/action"
	"helm.sh/helm/v4/pkg/chart/common"
	chart "helm.sh/helm/v4/pkg/chart/v2"
	"helm.sh/helm/v4/pkg/chart/v2/lint/support"

	"bunhelm/helm/guard"
	"bunhelm/helm/internal/access"
	"bunhelm/helm/internal/chartfiles"
	"bunhelm/helm/internal/fault"
	"bunhelm/helm/internal/locate"
	"bunhelm/helm/internal/operation"
	"bunhelm/helm/internal/render"
	"bunhelm/helm/internal/wire"
)

// newLint maps the options of charts.lint.
func newLint(r *wire.LintRequest) *action.Lint {
	l := action.NewLint()
	l.Strict = r.Strict
	l.WithSubcharts = r.WithSubcharts
	l.Quiet = r.Quiet
	l.SkipSchemaValidation = r.SkipSchemaValidation
	return l
}

// Lint is `helm lint` (pkg/cmd/lint.go).
func Lint(op *operation.Operation, r *wire.LintRequest) (result wire.LintResult, err error) {
	defer render.Validating(op, r.SchemaReferences)()
	op.Evidence.Brief()
	l := newLint(r)
	if r.KubeVersion != "" {
		if l.KubeVersion, err = common.ParseKubeVersion(r.KubeVersion); err != nil {
			return result, fault.InvalidArgument("kubeVersion", "kubeVersion: %q: %v", r.KubeVersion, err)
		}
	}
	l.Namespace = access.NamespaceText(op, r.Namespace)
	values, err := render.MergeValues(op, &r.ValuesOptions)
	if err != nil {
		return result, err
	}
	path, shown, done, err := lintable(op, r.Chart)
	if err != nil {
		return result, err
	}
	defer done()
	leave, err := op.Work.Enter(renderSlots, op.Timeout)
	if err != nil {
		return result, err
	}
	defer leave()
	paths := []string{path}
	if l.WithSubcharts {
		paths = append(paths, subcharts(path)...)
	}
	result.Passed = true
	known := render.KnownOf(op, &r.ValuesOptions)
	for _, below := range paths {
		if err := op.Err(); err != nil {
			return result, err
		}
		if err := chartfiles.CheckBelow(path, below, chartfiles.Links(op.Client.FollowLinks)); err != nil {
			return result, fault.ChartInvalid(shown(below), err)
		}
		if err := known.ChartAt(below, values); err != nil {
			return result, fault.ChartInvalid(shown(below), err)
		}
		if err := lintOne(op, l, below, shown(below), values, &result); err != nil {
			return result, err
		}
	}
	// They may quote values.
	sensitive := render.SensitiveOf(&r.ValuesOptions)
	for i, message := range result.Messages {
		result.Messages[i].Message = op.Secrets.Mask(sensitive.Text(message.Message, nil))
	}
	return result, nil
}

func lintOne(op *operation.Operation, l *action.Lint, path, shown string, values map[string]any, result *wire.LintResult) error {
	values = maps.Collect(maps.All(values)) // its own, by which the engine finds its bounds
	defer guard.Bind(values, render.Guarded(op))()
	found := l.Run([]string{path}, values)
	// Helm unpacks archives into a directory of its own (pkg/action/lint.go).
	unpacked := regexp.MustCompile(regexp.QuoteMeta(filepath.Join(os.TempDir(), "helm-lint")) + `\d+/[^/:\s]+`)
	plain := filepath.Clean(path) // messages go on with a slash of their own
	named := func(text string) string {
		return unpacked.ReplaceAllLiteralString(strings.ReplaceAll(text, plain, shown), shown)
	}
	result.Charts = append(result.Charts, shown)
	if len(found.Errors) > 0 {
		result.Passed = false
		result.Failed = append(result.Failed, shown)
	}
	if len(found.Messages) == 0 { // as the command prints them
		for _, err := range found.Errors {
			result.Messages = append(result.Messages, wire.LintMessage{Severity: wire.LintError, Message: named(err.Error()), Chart: shown})
		}
	}
	for _, message := range found.Messages {
		if l.Quiet && message.Severity <= support.InfoSev {
			continue
		}
		result.Messages = append(result.Messages, wire.LintMessage{
			Severity: severity(message.Severity), Path: named(message.Path), Chart: shown,
			Message: strings.TrimRight(named(message.Err.Error()), "\n"),
		})
	}
	return nil
}

func severity(level int) wire.LintSeverity {
	switch level {
	case support.InfoSev:
		return wire.LintInfo
	case support.WarningSev:
		return wire.LintWarning
	case support.ErrorSev:
		return wire.LintError
	}
	return wire.LintUnknown
}

func isArchive(path string) bool {
	return strings.HasSuffix(path, ".tgz") || strings.HasSuffix(path, ".tar.gz")
}

// subcharts are those that the command walks to.
func subcharts(path string) (paths []string) {
	_ = filepath.Walk(filepath.Join(path, "charts"), func(file string, info fs.FileInfo, _ error) error {
		switch {
		case info == nil:
		case info.Name() == "Chart.yaml":
			paths = append(paths, filepath.Dir(file))
		case isArchive(file):
			paths = append(paths, file)
		}
		return nil
	})
	return paths
}

// lintable is a path to lint, and how results show those below it. Helm lints files, so what is in
// memory is written to a temporary directory, until done.
func lintable(op *operation.Operation, ref wire.ChartRef) (path string, shown func(string) string, done func(), err error) {
	if ref.Handle == 0 && ref.Archive == nil {
		if ref.Ref == "" {
			return "", nil, nil, fault.InvalidArgument("chart", "chart must not be empty")
		}
		path = op.Client.Path(ref.Ref)
		return path, func(below string) string { return filepath.Join(ref.Ref, strings.TrimPrefix(below, path)) }, func() {}, nil
	}
	found, err := locate.Chart(op, ref, &wire.ChartSourceOptions{})
	if err != nil {
		return "", nil, nil, err
	}
	directory, err := os.MkdirTemp("", "bunhelm-lint-")
	if err != nil {
		return "", nil, nil, unwritable(err)
	}
	done = func() { _ = os.RemoveAll(directory) }
	if path, err = written(found, directory); err != nil {
		done()
		return "", nil, nil, unwritable(err)
	}
	return path, func(below string) string { return found.Reference + strings.TrimPrefix(below, path) }, done, nil
}

func unwritable(cause error) error {
	said := fault.InvalidArgument("chart", "chart: a chart in memory is linted in the temporary directory: %w", cause)
	said.Details = wire.InvalidArgumentDetails{
		HintDetails: wire.HintDetails{Hint: "set TMPDIR to a writable directory, or give the path of an unpacked chart"}, Option: "chart",
	}
	return said
}

func written(found *chartfiles.Found, directory string) (string, error) {
	if found.Chart == nil {
		path := filepath.Join(directory, "chart.tgz")
		return path, os.WriteFile(path, found.Archive, 0o600)
	}
	path := filepath.Join(directory, found.Chart.Name())
	return path, unpack(found.Chart, path)
}

// unpack writes the files that a chart was loaded from.
func unpack(ch *chart.Chart, directory string) error {
	if err := os.MkdirAll(directory, 0o700); err != nil {
		return err
	}
	root, err := os.OpenRoot(directory)
	if err != nil {
		return err
	}
	defer func() { _ = root.Close() }()
	for _, file := range ch.Raw {
		if err := root.MkdirAll(filepath.Dir(file.Name), 0o700); err != nil {
			return err
		}
		if err := root.WriteFile(file.Name, file.Data, 0o600); err != nil {
			return err
		}
	}
	return nil
}
