package render

import (
	"context"
	"fmt"
	"reflect"
	"testing"

	chart "helm.sh/helm/v4/pkg/chart/v2"
	release "helm.sh/helm/v4/pkg/release/v1"

	"bunhelm/helm/internal/operation"
	"bunhelm/helm/internal/wire"
)

func TestImportsOfTheSameValuesGiveOnePath(t *testing.T) {
	use := &chart.Dependency{Name: "db", ImportValues: []any{"all", "all", map[string]any{"child": "exports.all", "parent": "."}}}
	got := Sensitive{{"password"}, {"db", "exports", "all", "password"}, {"password"}}.seenBy("db", use)
	if want := (Sensitive{{"exports", "all", "db", "exports", "all", "password"}, {"exports", "all", "password"}}); !reflect.DeepEqual(got, want) {
		t.Errorf("%q", got)
	}
}

func knowing() (*operation.Operation, *Known) {
	op := operation.New(context.Background(), nil)
	return op, KnownOf(op, &wire.ValuesOptions{})
}

func TestADefaultThatIsAWordIsNoSecret(t *testing.T) {
	op, known := knowing()
	known.Chart(&chart.Chart{Values: map[string]any{"auth": map[string]any{
		"password": "postgres", "adminPassword": "changeme-please", "rootPassword": "pass1", "apiToken": "s3cretWord", "secretKey": "only-letters-and-long",
	}}}, nil)
	for text, want := range map[string]string{
		`StatefulSet "my-postgres-0": postgres is not ready`: `StatefulSet "my-postgres-0": postgres is not ready`,
		"pass1 and changeme-please":                          "pass1 and changeme-please",
		"it says s3cretWord, not xs3cretWord":                "it says xxxxx, not xs3cretWord",
		"only-letters-and-long":                              "xxxxx",
		"czNjcmV0V29yZA==":                                   "xxxxx",
	} {
		if got := op.Secrets.Mask(text); got != want {
			t.Errorf("%q becomes %q", text, got)
		}
	}
	newNamed(op, mostNames).look("password", "postgres") // given, it is
	if got := op.Secrets.Mask("my-postgres-0"); got != "my-xxxxx-0" {
		t.Error(got)
	}
}

func TestWhatOneRecordHasLeavesRoomForTheNext(t *testing.T) {
	op, known := knowing()
	decoys := map[string]any{}
	for i := range 2 * mostNames {
		decoys[fmt.Sprintf("decoy-%d-password", i)] = fmt.Sprint("decoy-", i)
	}
	known.Release(&release.Release{Version: 1, Config: decoys, Chart: &chart.Chart{Values: decoys}}, nil)
	config := map[string]any{"db": map[string]any{"password": "hunter2-of-revision-2"}}
	known.Release(&release.Release{Version: 2, Config: config, Chart: &chart.Chart{}}, nil)
	if got := op.Secrets.Mask("hunter2-of-revision-2"); got != "xxxxx" {
		t.Error(got)
	}
}
