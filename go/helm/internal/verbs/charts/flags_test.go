package charts

import (
	"testing"

	"helm.sh/helm/v4/pkg/action"

	"bunhelm/helm/internal/verbs/flagtest"
	"bunhelm/helm/internal/wire"
)

func TestEachOptionAloneChangesWhatHelmIsAskedFor(t *testing.T) {
	flagtest.Hold(t, []flagtest.Verb{{
		Command: "template", Request: &wire.TemplateRequest{},
		Action:    func(r any) any { return newTemplate(action.NewConfiguration(), r.(*wire.TemplateRequest)) },
		Elsewhere: []string{"generateName", "nameTemplate", "kubeVersion", "skipTests", "objects", "showOnly", "outputDir"},
	}})
}
