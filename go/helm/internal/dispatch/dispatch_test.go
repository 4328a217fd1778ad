package dispatch

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"bunhelm/helm/internal/wire"
)

func decode(t *testing.T, text string, target any) error {
	t.Helper()
	var object map[string]json.RawMessage
	if err := json.Unmarshal([]byte(text), &object); err != nil {
		t.Fatal(err)
	}
	return decodeObject("releases.install", object, reflect.ValueOf(target).Elem())
}

func TestAWrongOptionIsNamed(t *testing.T) {
	for _, test := range []struct{ request, option, message string }{
		{`{"craeteNamespace":true}`, "craeteNamespace", `did you mean "createNamespace"?`},
		{`{"createnamespace":true}`, "createnamespace", `did you mean "createNamespace"?`},
		{`{"atomic":true}`, "atomic", `did you mean "rollbackOnFailure"?`},
		{`{"force":true}`, "force", `did you mean "forceReplace"?`},
		{`{"somethingElse":true}`, "somethingElse", `releases.install has no option "somethingElse"`},
		{`{"createNamespace":"yes"}`, "createNamespace", "must be true or false, not a string"},
		{`{"createNamespace":null}`, "createNamespace", "must not be null"},
		{`{"description":5}`, "description", "must be a string, not the number 5"},
		{`{"set":"a=b"}`, "set", "set must be an array of strings, not a string"},
		{`{"set":[1]}`, "set", "set[0] must be a string, not a number"},
		{`{"labels":{"a":1}}`, "labels", "labels.a must be a string, not a number"},
		{`{"labels":{"a":null}}`, "labels", "must not be null or contain null"},
		{`{"set":["a=b",null]}`, "set", "must not be null or contain null"},
		{`{"values":{"$bytes":0}}`, "values", "must be an object or an array of objects"},
		{`{"timeout":0}`, "timeout", "timeout must be greater than zero"},
		{`{"timeout":-5}`, "timeout", "timeout must be greater than zero"},
		{`{"timeout":"soon"}`, "timeout", "is not a duration"},
		{`{"timeout":true}`, "timeout", "timeout must be a number of milliseconds or text"},
		{`{"timeout":300}`, "timeout", `timeout: 300 would be 300 milliseconds; write "300s" for seconds, or "300ms" if you mean it`},
		{`{"timeout":0.5}`, "timeout", `timeout: 0.5 would be 0.5 milliseconds`},
		{`{"timeout":999.9}`, "timeout", `write "999.9s" for seconds`},
		{`{"timeout":"300"}`, "timeout", `timeout: "300" has no unit: write "300s" for seconds, or "300ms" for milliseconds`},
		{`{"timeout":"0s"}`, "timeout", "timeout must be greater than zero"},
		{`{"wait":"later"}`, "wait", `"watcher"`},
		{`{"dryRun":true}`, "dryRun", `"client"`},
		{`{"serverSide":"auto"}`, "serverSide", "must be true or false"},
		{`{"values":"a: b"}`, "values", "must be an object or an array of objects"},
		{`{"values":[1]}`, "values", "must be an object or an array of objects"},
		{`{"chart":5}`, "chart", "must be a string, a URL, an archive's bytes or a loaded chart"},
		{`{"postRenderer":"kustomize"}`, "postRenderer", "must be a function"},
	} {
		err := decode(t, test.request, new(wire.InstallRequest))
		known, ok := err.(*wire.Error)
		if !ok || known.Code != wire.CodeInvalidArgument {
			t.Errorf("%s: %v", test.request, err)
			continue
		}
		details := known.Details.(wire.InvalidArgumentDetails)
		if details.Option != test.option || !strings.Contains(known.Message, test.message) {
			t.Errorf("%s: option %q, message %q", test.request, details.Option, known.Message)
		}
	}
}

func TestAPartOfAnOptionIsNamed(t *testing.T) {
	var object map[string]json.RawMessage
	for text, want := range map[string][2]string{
		`{"limits":{"recrod":1}}`:   {"limits.recrod", `limits has no option "recrod"; did you mean "record"?`},
		`{"limits":{"record":"a"}}`: {"limits", `limits must be a positive whole number of bytes`},
		`{"limits":5}`:              {"limits", `limits must be an object, not the number 5`},
		`{"instal":true}`:           {"instal", `the client has no option "instal"`},
	} {
		object = nil
		if err := json.Unmarshal([]byte(text), &object); err != nil {
			t.Fatal(err)
		}
		known, ok := decodeObject(theClient, object, reflect.ValueOf(new(wire.Client)).Elem()).(*wire.Error)
		if !ok || known.Message != want[1] || known.Details.(wire.InvalidArgumentDetails).Option != want[0] {
			t.Errorf("%s: %+v", text, known)
		}
	}
}

func TestAnOptionOfTheClientIsSentThere(t *testing.T) {
	known := decode(t, `{"kubeconfig":"/k"}`, new(wire.InstallRequest)).(*wire.Error)
	if hint := known.Details.(wire.InvalidArgumentDetails).Hint; hint != "set it on the client: new Helm({ kubeconfig })" {
		t.Fatal(hint)
	}
}

func TestADurationIsTakenAsItSays(t *testing.T) {
	for text, want := range map[string]time.Duration{`1000`: time.Second, `1500.5`: 1500500 * time.Microsecond, `"300ms"`: 300 * time.Millisecond, `"5m30s"`: 330 * time.Second, `"0.3s"`: 300 * time.Millisecond} {
		var r wire.InstallRequest
		if err := decode(t, `{"timeout":`+text+`}`, &r); err != nil || r.Timeout.Or(0) != want {
			t.Errorf("%s: %v, %v", text, r.Timeout.Or(0), err)
		}
	}
}

func TestARequestFillsItsStruct(t *testing.T) {
	var r wire.UpgradeRequest
	err := decode(t, `{"name":"web","chart":"./web","install":true,"timeout":"90s","wait":false,"serverSide":"auto",
		"values":[{"a":1},{"b":null}],"historyMax":0,"labels":{"team":"shop"}}`, &r)
	if err != nil {
		t.Fatal(err)
	}
	if r.Name != "web" || r.Chart.Ref != "./web" || !r.Install || *r.Wait != wire.WaitHookOnly || *r.ServerSide != "auto" ||
		r.Timeout.Or(0).Seconds() != 90 || len(r.Values) != 2 || *r.HistoryMax != 0 || r.Labels["team"] != "shop" {
		t.Fatalf("%+v", r)
	}
}

func TestTextsCrossBesideTheJSON(t *testing.T) {
	result := wire.Release{
		Manifest: "kind: ConfigMap",
		Hooks:    []wire.Hook{{Name: "one", Manifest: "kind: Job"}},
	}
	head, body, err := encode(result)
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(head), "kind:") || string(body) != "kind: ConfigMapkind: Job" {
		t.Fatalf("%s\n%s", head, body)
	}
	var frame struct {
		Value       map[string]any
		Attachments []any
	}
	if err := json.Unmarshal(head, &frame); err != nil {
		t.Fatal(err)
	}
	want := `[[["manifest"],15],[["hooks",0,"manifest"],9]]`
	if got, _ := json.Marshal(frame.Attachments); string(got) != want {
		t.Fatalf("%s, not %s", got, want)
	}
	if result.Manifest != "kind: ConfigMap" {
		t.Fatal("the caller's value was emptied")
	}
}

func TestListsAreNeverNull(t *testing.T) {
	for _, value := range []any{wire.Release{}, []wire.ReleaseSummary(nil), &wire.Error{Details: wire.HookFailedDetails{}}} {
		head, _, err := encode(value)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(head), "null") {
			t.Errorf("%T: %s", value, head)
		}
	}
}

func TestEverySliceOfTheWireThatMayBeMissingSaysSo(t *testing.T) {
	for _, code := range []any{wire.WaitTimeoutDetails{}, wire.AbortedDetails{}, wire.ValuesInvalidDetails{}, wire.ApplyConflictDetails{}} {
		head, _, err := encode(&wire.Error{Details: code})
		if err != nil || strings.Contains(string(head), "null") {
			t.Errorf("%T: %s %v", code, head, err)
		}
	}
}

func TestEventsSayTypeAndTime(t *testing.T) {
	var event map[string]any
	if err := json.Unmarshal(encodeEvent(wire.WarningEvent{Message: "<b>"}), &event); err != nil {
		t.Fatal(err)
	}
	if event["type"] != "warning" || event["message"] != "<b>" || event["at"] == "" {
		t.Fatal(event)
	}
}

func TestACutBodyIsRefused(t *testing.T) {
	for _, lengths := range [][]int{{1}, {4}, {-1, 4}, {2, 2}} {
		if _, err := cut([]byte("abc"), lengths); err == nil {
			t.Errorf("%v of 3 bytes", lengths)
		}
	}
	if parts, err := cut([]byte("abc"), []int{1, 0, 2}); err != nil || string(parts[2]) != "bc" {
		t.Fatal(parts, err)
	}
}

func TestCallsOfOneClientAtTheSameTimeAreOfOneClient(t *testing.T) {
	d := New(nil, func(int32) {})
	const calls = 8
	for round := range 500 {
		options := fmt.Appendf(nil, `{"namespace":"shop-%d"}`, round)
		begin, found := make(chan struct{}), make(chan *wire.Client, calls)
		for range calls {
			go func() {
				<-begin
				client, _ := d.client(options)
				found <- client
			}()
		}
		close(begin)
		first := <-found
		for range calls - 1 {
			if other := <-found; other != first {
				t.Fatal("two clients of the same options")
			}
		}
	}
}
