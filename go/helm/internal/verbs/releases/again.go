package releases

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"helm.sh/helm/v4/pkg/action"
	"helm.sh/helm/v4/pkg/chart/common"
	"helm.sh/helm/v4/pkg/chart/common/util"
	"helm.sh/helm/v4/pkg/engine"

	"bunhelm/helm/internal/render"
)

// renderAgain renders as an upgrade does: Helm's keeps nothing of what it could not read.
func renderAgain(p *render.Prepared, u *action.Upgrade, config *action.Configuration, name string, values map[string]any) func() string {
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
		top, err := util.ToRenderValuesWithSchemaValidation(p.Chart, values, options, config.Capabilities, true)
		if err != nil {
			return ""
		}
		e := engine.New(rest)
		e.EnableDNS, e.CustomTemplateFuncs = u.EnableDNS, config.CustomTemplateFuncs
		files, err := e.Render(p.Chart, top)
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
