package values

import (
	"encoding/json"
	"errors"
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"
)

// texts are those in which a reader and encoding/json may differ.
var texts = []string{
	`{}`, ` { } `, `{"a":{}}`, `{"a":[]}`, `{"a":[[],{}],"b":[1,[2,[3]]]}`,
	`{"a":null,"b":true,"c":false,"d":"","e":[null]}`,
	`{"a":0,"b":-0,"c":1000000,"d":0.1,"e":1e21,"f":-1.5E-7,"g":9007199254740993,"h":1e308,"i":1e-400}`,
	"{\"a\" :\t1 ,\r\n \"b\": [ 1 , 2 ] }\n",
	`{"a":1,"b":2,"a":{"c":3}}`, `{"a":{"b":1},"a":{"c":2}}`, `{"":1,"a.b":2,"__proto__":3}`,
	`{"a":"\"\\\/\b\f\n\r\t\u00e9\ud83d\ude00"}`, `{"a\nb":"\u0000"}`, `{"a":"ends with a backslash \\"}`,
	`{"ä":"日本語","b":"😀","c":"` + "\u0085\u2028\u2029\x7f" + `"}`,
	`{"a":"\ud800","b":"\udc00x"}`, "{\"a\":\"\xff\",\"b\":\"\xc3\"}",

	``, ` `, `null`, `[]`, `"a"`, `1`, `{`, `{"a"`, `{"a":`, `{"a":1`, `{"a":1,`, `{"a":1,}`, `{,}`, `{"a":1}}`, `{"a":1} 2`,
	`{"a":[1,]}`, `{"a":[,]}`, `{"a":[1 2]}`, `{"a":1 "b":2}`, `{a:1}`, `{"a" 1}`, `{1:2}`, `{"a":'b'}`,
	`{"a":01}`, `{"a":-}`, `{"a":+1}`, `{"a":.5}`, `{"a":1.}`, `{"a":1e}`, `{"a":1e+}`, `{"a":0x10}`, `{"a":1_000}`, `{"a":Infinity}`, `{"a":NaN}`,
	`{"a":1e400}`, `{"a":-1e400}`, `{"a":tru}`, `{"a":nulll}`, `{"a":truefalse}`,
	"{\"a\":\"\n\"}", "{\"a\":\"\x00\"}", `{"a":"\x"}`, `{"a":"\u12"}`, `{"a":"\`, `{"a":"b`, "\x00", "{\"a\":1}\x00", "\ufeff{}",
}

func same(t *testing.T, text string) {
	t.Helper()
	shown, wantShown := map[string]bool{}, map[string]bool{}
	got, err := Read([]byte(text), func(name, text string) { shown[name+"="+text] = true })
	var want map[string]any
	wantErr := json.Unmarshal([]byte(text), &want)
	Each(want, func(name, text string) { wantShown[name+"="+text] = true })
	for one := range wantShown {
		if !shown[one] {
			t.Errorf("%.60q: %q is not shown", text, one)
		}
	}
	if (err == nil) != (wantErr == nil) || err != nil && err.Error() != wantErr.Error() || !reflect.DeepEqual(got, want) {
		t.Errorf("%.60q: %#v (%v), and encoding/json reads %#v (%v)", text, got, err, want, wantErr)
	}
}

func TestReadsWhatEncodingJSONReads(t *testing.T) {
	for _, text := range texts {
		same(t, text)
	}
	for _, depth := range []int{deepest - 1, deepest, deepest + 1, 9_999, 10_001} {
		same(t, strings.Repeat(`{"a":`, depth)+`1`+strings.Repeat(`}`, depth))
		same(t, `{"a":`+strings.Repeat(`[`, depth)+strings.Repeat(`]`, depth)+`}`)
	}
}

func FuzzRead(f *testing.F) {
	for _, text := range texts {
		f.Add(text)
	}
	f.Fuzz(same)
}

func TestReadsPlainTextByItself(t *testing.T) {
	for _, text := range texts[:16] { // else the tests above compare encoding/json with itself
		r := reader{text: text, look: func(string, string) {}}
		if _, ok := r.value(); !ok {
			t.Errorf("%q is left to encoding/json", text)
		}
	}
}

func TestKeepsTheSignOfZero(t *testing.T) {
	read, err := Read([]byte(`{"a":-0}`), func(string, string) {})
	if err != nil || !math.Signbit(read["a"].(float64)) {
		t.Errorf("%v, %v", read, err)
	}
}

func TestShowsTextsThatHaveAName(t *testing.T) {
	var shown []string
	text := `{"a":"1","b":{"c":"2","d":["3",{"e":"4"},[{"f":"5"}]]},"g":6}`
	if _, err := Read([]byte(text), func(name, text string) { shown = append(shown, name+"="+text) }); err != nil {
		t.Fatal(err)
	}
	slices.Sort(shown)
	if want := []string{"a=1", "c=2", "e=4", "f=5"}; !slices.Equal(shown, want) {
		t.Errorf("%v", shown)
	}
}

var errOther = errors.New("is not what values are made of")

func refuse(any) (any, error) { return nil, errOther }

func TestACopySharesNothing(t *testing.T) {
	make := func() map[string]any {
		return map[string]any{
			"text": "a", "number": 1.5, "whole": int64(2), "yes": true, "none": nil,
			"map":  map[string]any{"inner": map[string]any{"a": 1}, "list": []any{"b"}},
			"list": []any{map[string]any{"a": nil}, []any{1.0, nil}, "c"},
			"no":   map[string]any(nil), "nothing": []any(nil), "empty": map[string]any{}, "emptyList": []any{},
		}
	}
	original := make()
	copied, err := Copy(original, refuse)
	if err != nil || !reflect.DeepEqual(copied, any(make())) {
		t.Fatalf("%#v, %v", copied, err)
	}
	changed := copied.(map[string]any)
	changed["map"].(map[string]any)["inner"].(map[string]any)["a"] = 2
	changed["map"].(map[string]any)["list"].([]any)[0] = "x"
	changed["list"].([]any)[0].(map[string]any)["a"] = "x"
	changed["list"].([]any)[1].([]any)[0] = "x"
	changed["empty"].(map[string]any)["a"] = "x"
	if !reflect.DeepEqual(original, make()) {
		t.Errorf("the original has changed: %#v", original)
	}
}

func TestOthersCopyWhatIsNoValue(t *testing.T) {
	type labels map[string]string
	copied, err := Copy(map[string]any{"a": []any{labels{"b": "c"}}}, func(any) (any, error) { return "copied", nil })
	if want := any(map[string]any{"a": []any{"copied"}}); err != nil || !reflect.DeepEqual(copied, want) {
		t.Errorf("%#v, %v", copied, err)
	}
	for _, value := range []any{labels{}, map[string]any{"a": labels{}}, []any{labels{}}} {
		if _, err := Copy(value, refuse); !errors.Is(err, errOther) {
			t.Errorf("%#v: %v", value, err)
		}
	}
}
