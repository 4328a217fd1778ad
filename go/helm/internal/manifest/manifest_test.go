package manifest

import (
	"errors"
	"strings"
	"testing"

	"bunhelm/helm/internal/wire"
)

const two = `---
# Source: shop/templates/a.yaml
kind: ConfigMap
metadata: {name: a}
---
# comment
---
kind: ConfigMap
metadata: {name: b}
---
# Source: shop/templates/b.yaml
apiVersion: v1
kind: List
items:
- {kind: Secret, metadata: {name: c, namespace: shop}}
- {kind: List, items: [{kind: Secret, metadata: {name: d}}]}
`

func TestEachObjectKnowsItsTemplateAndItsPlace(t *testing.T) {
	var got []string
	for _, object := range Objects(two, "") {
		got = append(got, strings.Join([]string{object.Ref().Name, object.Template, object.Place}, " "))
	}
	want := "a shop/templates/a.yaml |b shop/templates/a.yaml |c shop/templates/b.yaml items[0]|d shop/templates/b.yaml items[1].items[0]"
	if strings.Join(got, "|") != want {
		t.Fatalf("%q", got)
	}
	if found := Find(Objects(two, ""), wire.ResourceRef{ApiVersion: "v1", Kind: "Secret", Namespace: "shop", Name: "c"}); found == nil || found.Place != "items[0]" {
		t.Fatal(found)
	}
}

func TestALineIsCountedInWhatTheTemplateRenders(t *testing.T) {
	objects := Objects("---\n# Source: shop/templates/a.yaml\nkind: A\n---\nkind: B\nmetadata:\n  name: b\n  x: [\n", "")
	causes := objects[1].Check()
	if len(causes) != 1 || !strings.HasPrefix(causes[0].Message, "line 6: ") || !strings.HasSuffix(causes[0].Message, `, in "x: ["`) {
		t.Fatalf("%+v", causes)
	}
	if ref := objects[1].Ref(); ref.Kind != "B" || ref.Name != "b" {
		t.Fatalf("%+v", ref)
	}
}

func TestWhatStandsInASecretIsNotShown(t *testing.T) {
	for _, text := range []string{"kind: Secret\nmetadata: {name: a}\ndata:\n  password: hunter2: x\n", `{"kind": "Secret", "data": {"p": hunter2: 1}}`} {
		if causes := Objects(text, "")[0].Check(); len(causes) != 1 || strings.Contains(causes[0].Message, "hunter2") {
			t.Errorf("%+v", causes)
		}
	}
	secret := Objects("apiVersion: v1\nkind: Secret\nmetadata: {name: a}\nstringData: {pin: 4711}\n", "")[0]
	causes := secret.Translate(`.stringData.pin: expected string, got &value.valueUnstructured{Value:4711}`)
	if len(causes) != 1 || causes[0].Message != "must be a string, but is a number: quote it" {
		t.Fatalf("%+v", causes)
	}
}

func TestSeveralComplaintsAreAllRead(t *testing.T) {
	object := Objects("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {app.kubernetes.io/a: 5, b: yes}\n", "")[0]
	causes := object.Translate("errors:\n  .data.app.kubernetes.io/a: expected string, got &value.valueUnstructured{Value:5}\n  .data.b: expected string, got &value.valueUnstructured{Value:true}")
	if len(causes) != 2 || causes[0].Field != "data.app.kubernetes.io/a" || causes[1].Message != "must be a string, but is the boolean true: quote it" {
		t.Fatalf("%+v", causes)
	}
}

func TestComplaintsOfDifferentKindsAreAllRead(t *testing.T) {
	object := Objects("apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a}\nspec: {replicas: two, template: {spec: {contaners: []}}}\n", "")[0]
	for text, want := range map[string]string{
		"errors:\n  .spec.template.spec.contaners: field not declared in schema\n  .spec.replicas: expected numeric (int or float), got &value.valueUnstructured{Value:\"two\"}":                                                                                                                                                                                                                                    "spec.template.spec.contaners Unknown, spec.replicas Type",
		`error validating "": error validating data: [ValidationError(Deployment.spec.template.spec): unknown field "contaners" in io.k8s.api.core.v1.PodSpec, ValidationError(Deployment.spec): missing required field "selector" in io.k8s.api.apps.v1.DeploymentSpec, ValidationError(Deployment.spec.replicas): invalid type for io.k8s.api.apps.v1.DeploymentSpec.replicas: got "string", expected "integer"]`: "spec.template.spec.contaners Unknown, spec.selector Missing, spec.replicas Type",
		`strict decoding error: duplicate field "spec.replicas", unknown field "spec.nonsense"`: "spec.replicas Duplicate, spec.nonsense Unknown",
		`strict decoding error: unknown field "spec.nonsense", unknown field "spec.nonsense"`:   "spec.nonsense Unknown",
	} {
		var found []string
		for _, cause := range object.Translate(text) {
			found = append(found, cause.Field+" "+cause.Reason)
		}
		if got := strings.Join(found, ", "); got != want {
			t.Errorf("%q became %s", text, got)
		}
	}
}

func TestAParserOfYAMLSpeaksOfTheDocumentOnly(t *testing.T) {
	object := Object{Document: Document{Line: 1}, Err: errors.New("error converting YAML to JSON: yaml: line 3: found character that cannot start any token")}
	if causes := object.Check(); causes[0].Message != "line 3: found character that cannot start any token" {
		t.Fatal(causes)
	}
}

func TestOnlyAParsersOwnWordsAreLeftOut(t *testing.T) {
	for text, want := range map[string]string{
		"error converting YAML to JSON: yaml: line 3: found character":                                                 "line 3: found character",
		"cannot load values.yaml: cannot unmarshal yaml document: error converting YAML to JSON: yaml: mapping values": "cannot load values.yaml: mapping values",
		"open /shop/Chart.yaml: no such file":                                                                          "open /shop/Chart.yaml: no such file",
		"MalformedYAMLError: yaml: line 1: did not find expected ','":                                                  "line 1: did not find expected ','",
		"shop/templates/did.yaml: did not render":                                                                      "shop/templates/did.yaml: did not render",
	} {
		if got := PlainYAML(text); got != want {
			t.Errorf("%q became %q", text, got)
		}
	}
}
