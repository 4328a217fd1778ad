package changes

import (
	"fmt"
	"strings"
	"testing"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/yaml"
)

func object(t *testing.T, text string) map[string]any {
	t.Helper()
	var fields map[string]any
	if err := yaml.Unmarshal([]byte(text), &fields); err != nil {
		t.Fatal(err)
	}
	return fields
}

func managed(fields string) Lists {
	return ListsOf(managersIn([]metav1.ManagedFieldsEntry{{FieldsV1: &metav1.FieldsV1{Raw: []byte(fields)}}}))
}

func TestWhatDiffersIsNamedByItsPath(t *testing.T) {
	const ports = `{"f:ports":{"k:{\"port\":80,\"protocol\":\"TCP\"}":{".":{},"f:port":{}}}}`
	for _, test := range []struct{ name, fields, before, after, want string }{
		{"a field", `{}`, `{a: {b: 1}}`, `{a: {b: 2}}`, `.a.b: 1 -> 2`},
		{"a number is the same as itself with a point", `{}`, `{a: 1}`, `{a: 1.0}`, ``},
		{"a new field and one that goes", `{}`, `{a: 1}`, `{b: {c: 2}}`, `.a: 1 -> -; .b: - -> map[c:2]`},
		{"another kind of value", `{}`, `{a: {b: 1}}`, `{a: [1]}`, `.a: map[b:1] -> [1]`},
		{"null is not the same as nothing", `{}`, `{a: null}`, `{}`, `.a: <nil> -> -`},
		{"items with names, in another order", `{}`, `{a: [{name: x, v: 1}, {name: z, v: 2}]}`, `{a: [{name: z, v: 3}, {name: x, v: 1}]}`, `.a[name="z"].v: 2 -> 3; .a: [[name="x"] [name="z"]] -> [[name="z"] [name="x"]]`},
		{"an item more", `{}`, `{a: [{name: x}]}`, `{a: [{name: w}, {name: x}]}`, `.a[name="w"]: - -> map[name:w]`}, // wherever it stands
		{"twins are known by their places", `{}`, `{a: [{name: x, v: 1}, {name: x, v: 2}]}`, `{a: [{name: x, v: 1}, {name: x, v: 3}]}`, `.a[1].v: 2 -> 3`},
		{"what the API server knows a list by", ports, `{ports: [{port: 80, protocol: TCP, t: 1}, {port: 80, protocol: UDP, t: 1}]}`,
			`{ports: [{port: 80, protocol: UDP, t: 2}, {port: 80, protocol: TCP, t: 1}]}`, `.ports[port=80,protocol="UDP"].t: 1 -> 2; .ports: [[port=80,protocol="TCP"] [port=80,protocol="UDP"]] -> [[port=80,protocol="UDP"] [port=80,protocol="TCP"]]`},
		{"a set", `{"f:finalizers":{"v:\"a\"":{}}}`, `{finalizers: [a, b]}`, `{finalizers: [c, a]}`, `.finalizers[="b"]: b -> -; .finalizers[="c"]: - -> c`},
		{"a list of as many", `{}`, `{a: [1, 2]}`, `{a: [1, 3]}`, `.a[1]: 2 -> 3`},
		{"a list of others", `{}`, `{a: [1, 2]}`, `{a: [2]}`, `.a: [1 2] -> [2]`},
	} {
		t.Run(test.name, func(t *testing.T) {
			var got []string
			for _, c := range Between(object(t, test.before), object(t, test.after), managed(test.fields)) {
				before, after := fmt.Sprint(c.Before), fmt.Sprint(c.After)
				if c.Added {
					before = "-"
				}
				if c.Removed {
					after = "-"
				}
				got = append(got, fmt.Sprintf("%s: %s -> %s", c.Path, before, after))
			}
			if text := strings.Join(got, "; "); text != test.want {
				t.Errorf("got  %s\nwant %s", text, test.want)
			}
		})
	}
}

func TestFieldsThatCannotBeReadAreLeftOut(t *testing.T) {
	entries := []metav1.ManagedFieldsEntry{{}, {FieldsV1: &metav1.FieldsV1{Raw: []byte(`{"x":1}`)}}, {FieldsV1: &metav1.FieldsV1{Raw: []byte(`{"f:a":{}}`)}}}
	found := managersIn(entries)
	if len(found) != 1 {
		t.Errorf("%d can be read", len(found))
	}
}
