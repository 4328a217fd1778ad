package cmdport

import (
	"reflect"
	"testing"

	chart "helm.sh/helm/v4/pkg/chart/v2"
)

func TestImportsOfTheSameValuesGiveOnePath(t *testing.T) {
	use := &chart.Dependency{Name: "db", ImportValues: []any{"all", "all", map[string]any{"child": "exports.all", "parent": "."}}}
	got := Sensitive{{"password"}, {"db", "exports", "all", "password"}, {"password"}}.seenBy("db", use)
	if want := (Sensitive{{"exports", "all", "db", "exports", "all", "password"}, {"exports", "all", "password"}}); !reflect.DeepEqual(got, want) {
		t.Errorf("%q", got)
	}
}
