package verbs

import (
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"helm.sh/helm/v4/pkg/action"
	"helm.sh/helm/v4/pkg/chart/common"
	"helm.sh/helm/v4/pkg/chart/common/util"
	"helm.sh/helm/v4/pkg/engine"
	ri "helm.sh/helm/v4/pkg/release"
	release "helm.sh/helm/v4/pkg/release/v1"

	"bunhelm/helm/internal/fault"
	"bunhelm/helm/internal/manifest"
	"bunhelm/helm/internal/wire"
)

// unread is Helm's text about a rendered document that it cannot read (release/v1/util/manifest_sorter.go).
var unread = regexp.MustCompile(`YAML parse error on (\S+): `)

// explainYAML shows the line of what was rendered that cannot be read; rendered gives it, or "".
func explainYAML(err error, rendered func() string) error {
	if err == nil {
		return nil
	}
	match := unread.FindStringSubmatch(err.Error())
	var known *wire.Error
	if match == nil || errors.As(err, &known) {
		return err
	}
	objects := slices.DeleteFunc(manifest.Objects(rendered(), ""), func(object manifest.Object) bool { return object.Template != match[1] })
	slices.SortStableFunc(objects, func(a, b manifest.Object) int { // what is no YAML is what Helm has met
		switch {
		case a.Err != nil && b.Err == nil:
			return -1
		case a.Err == nil && b.Err != nil:
			return 1
		}
		return 0
	})
	for _, object := range objects {
		if causes := object.Check(); causes != nil {
			return fault.In(wire.PhaseRender, fault.Invalid(object, "", causes, err))
		}
	}
	return err
}

// partly is what an install has rendered when it fails.
func partly(releaser ri.Releaser) func() string {
	return func() string {
		if rel, ok := releaser.(*release.Release); ok && rel != nil {
			return rel.Manifest
		}
		return ""
	}
}

// renderAgain renders as an upgrade does: Helm's keeps nothing of what it could not read.
func (p *prepared) renderAgain(u *action.Upgrade, config *action.Configuration, name string, values map[string]any) func() string {
	return func() (text string) {
		defer func() {
			if recover() != nil {
				text = ""
			}
		}()
		if u.PostRenderer != nil || config.Capabilities == nil {
			return ""
		}
		rest, err := config.RESTClientGetter.ToRESTConfig()
		if err != nil {
			return ""
		}
		options := common.ReleaseOptions{Name: name, Namespace: u.Namespace, Revision: 2, IsUpgrade: true}
		top, err := util.ToRenderValuesWithSchemaValidation(p.chart, values, options, config.Capabilities, true)
		if err != nil {
			return ""
		}
		e := engine.New(rest)
		e.EnableDNS, e.CustomTemplateFuncs = u.EnableDNS, config.CustomTemplateFuncs
		files, err := e.Render(p.chart, top)
		if err != nil {
			return ""
		}
		var out strings.Builder
		for _, file := range slices.Sorted(maps.Keys(files)) {
			fmt.Fprintf(&out, "---\n# Source: %s\n%s\n", file, files[file])
		}
		return out.String()
	}
}
