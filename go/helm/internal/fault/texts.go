package fault

import (
	"errors"
	"fmt"
	"io/fs"
	"regexp"
	"strings"

	"bunhelm/helm/internal/manifest"
	"bunhelm/helm/internal/operation"
	"bunhelm/helm/internal/wire"
)

// text is one of Helm's messages that has no Go value. Each has a test with Helm itself.
type text struct {
	pattern *regexp.Regexp
	make    func(match []string, err error) *wire.Error
}

var textRows = []text{
	// engine/engine.go: "execution error at (web/templates/x.yaml:3:4): ...", "parse error at (...)",
	// nested errors one place a line, recovered panics.
	{regexp.MustCompile(`(?:execution|parse) error (?:at|in) \(|(?m)^[^\s:]+/templates/[^\s:]+:\d+:\d+|^(?:rendering template failed|template: |error calling |cannot parse template )`), templateFailed},
	// release/v1/util/manifest_sorter.go: a rendered document that is no YAML.
	{regexp.MustCompile(`YAML parse error on (\S+): (?s:(.*))`), unreadable},
	// action/action.go annotateAndMerge: what goes to a post-renderer, and comes from it.
	{regexp.MustCompile(`error merging (?:manifests|hooks): parsing (\S+): (?s:(.*))`), unreadable},
	{regexp.MustCompile(`error while parsing post rendered output(?: for \w+)?: ()(?s:(.*))`), unreadable},
	// action/action.go.
	{regexp.MustCompile(`chart requires kubeVersion: (.+) which is incompatible with Kubernetes (\S+)`), func(m []string, err error) *wire.Error {
		return Newf(wire.CodeChartIncompatible, wire.ChartIncompatibleDetails{Required: m[1], KubeVersion: m[2]}, err, "the chart requires Kubernetes %s, but this is %s", m[1], m[2])
	}},
	// action/install.go CheckDependencies.
	{regexp.MustCompile(`found in Chart.yaml, but missing in charts/ directory: (.+)`), func(m []string, err error) *wire.Error {
		return New(wire.CodeDependencyMissing, wire.DependencyMissingDetails{
			HintDetails: wire.HintDetails{Hint: "set dependencyUpdate: true, or call charts.dependencies.build (`helm dependency build`)"},
			Missing:     strings.Split(m[1], ", "),
		}, err)
	}},
	// action/validate.go existingResourceConflict and checkOwnership.
	{foreignText, ownershipConflict},
	// action/install.go availableName.
	{regexp.MustCompile(`cannot reuse a name that is still in use`), func(_ []string, err error) *wire.Error {
		return New(wire.CodeReleaseExists, wire.ReleaseExistsDetails{HintDetails: wire.HintDetails{
			Hint: "use releases.upgrade, with install: true if it may not exist yet",
		}}, err)
	}},
	// action/action.go errPending.
	{regexp.MustCompile(`another operation \(install/upgrade/rollback\) is in progress`), func(_ []string, err error) *wire.Error {
		return New(wire.CodeReleasePending, wire.ReleasePendingDetails{}, err)
	}},
	// storage/driver: DeployedAll and SQL match text themselves.
	{regexp.MustCompile(`has no deployed releases`), func(_ []string, err error) *wire.Error { return New(wire.CodeReleaseNotFound, nil, err) }},
	// cli-runtime and kubectl: documents that cannot be decoded, strict validation.
	{regexp.MustCompile(`unable to build kubernetes objects from|error validating data|error parsing |resource name may not be empty`), func(_ []string, err error) *wire.Error {
		return New(wire.CodeManifestInvalid, wire.ManifestInvalidDetails{Causes: []wire.FieldCause{{Message: oneLine(err)}}}, err)
	}},
}

// recoveries are what Helm says of rollbackOnFailure: action/upgrade.go and action/install.go
// failRelease. Each has a test with Helm itself.
var recoveries = []struct {
	pattern *regexp.Regexp
	words   string
	failed  bool // and why comes second in the error
}{
	{regexp.MustCompile(`has been rolled back due to rollback-on-failure being set: `), "the release was rolled back", false},
	{regexp.MustCompile(`has been uninstalled due to rollback-on-failure being set: `), "the release was uninstalled", false},
	{regexp.MustCompile(`an error occurred while rolling back the release\. original upgrade error: `), "rolling back failed too", true},
	{regexp.MustCompile(`an error occurred while uninstalling the release\. original install error: `), "uninstalling failed too", true},
	{regexp.MustCompile(`an error occurred while finding last successful release\. original upgrade error: `), "looking for a revision to roll back to failed too", true},
	{regexp.MustCompile(`unable to find a previously successful release when attempting to rollback\. `), "there is no successful revision to roll back to", false},
}

func texts(_ *operation.Operation, err error) *wire.Error {
	message := err.Error()
	for _, row := range textRows {
		if match := row.pattern.FindStringSubmatch(message); match != nil {
			return row.make(match, err)
		}
	}
	if errors.Is(err, fs.ErrNotExist) {
		return InvalidArgument("", "%v", err)
	}
	return nil
}

var ownerValue = regexp.MustCompile(`key "meta\.helm\.sh/release-(name|namespace)" must equal "[^"]*": current value is "([^"]*)"`)

func ownershipConflict(match []string, err error) *wire.Error {
	one := wire.OwnershipConflict{
		ResourceRef: wire.ResourceRef{Kind: match[1], Name: match[2], Namespace: match[3]},
		Message:     match[4],
	}
	for _, value := range ownerValue.FindAllStringSubmatch(match[4], -1) {
		if value[1] == "name" {
			one.OwnerName = value[2]
		} else {
			one.OwnerNamespace = value[2]
		}
	}
	return OwnershipConflict([]wire.OwnershipConflict{one}, 0, err)
}

var foreignText = regexp.MustCompile(`(\S+) "([^"]+)" in namespace "([^"]*)" exists and cannot be imported into the current release: (.+)`)

// IsForeign tells whether Helm has found an object that is not the release's.
func IsForeign(err error) bool { return err != nil && foreignText.MatchString(err.Error()) }

// OwnershipConflict lists the objects that are not the release's.
func OwnershipConflict(conflicts []wire.OwnershipConflict, unchecked int, err error) *wire.Error {
	said := make([]string, 0, 4)
	for i, one := range conflicts {
		if i == 3 {
			said = append(said, fmt.Sprintf("and %d more", len(conflicts)-i))
			break
		}
		said = append(said, fmt.Sprintf("%s %q %s", one.Kind, one.Name, one.Message))
	}
	e := Newf(wire.CodeOwnershipConflict, wire.OwnershipConflictDetails{
		HintDetails: wire.HintDetails{Hint: "takeOwnership: true adopts the existing objects; otherwise choose other names"},
		Conflicts:   conflicts,
		Unchecked:   unchecked,
	}, err, "some of the release's objects already exist and belong to something else: %s", strings.Join(said, ", "))
	if unchecked > 0 {
		e.Message += fmt.Sprintf("; %s could not be checked", Counted(unchecked, "more object", "more objects"))
	}
	e.Resource = &conflicts[0].ResourceRef
	return e
}

// unreadable is a document that Helm could not read, where nothing but its words is left.
func unreadable(m []string, err error) *wire.Error {
	object := manifest.Object{Document: manifest.Document{Template: m[1], Line: 1}, Err: errors.New(oneLine(errors.New(m[2])))}
	causes := object.Translate(m[2])
	if causes == nil {
		causes = object.Check()
	}
	e := Invalid(object, "", causes, err)
	if m[1] == "" {
		e.Message = "a document of the post-renderer" + complaints(causes)
	}
	e.Phase = wire.PhaseRender
	return e
}

func oneLine(err error) string { return strings.Join(strings.Fields(err.Error()), " ") }
