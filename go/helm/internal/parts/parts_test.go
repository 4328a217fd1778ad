package parts

import (
	"encoding/json"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"

	"sigs.k8s.io/yaml"
)

// size is how many items and keys there are in a value.
func size(value any) (n int) {
	switch known := value.(type) {
	case []any:
		for _, item := range known {
			n += 1 + size(item)
		}
	case map[string]any:
		for _, item := range known {
			n += 1 + size(item)
		}
	}
	return n
}

func TestYAMLHasNoMorePartsThanAreCounted(t *testing.T) {
	for _, text := range []string{
		"a: [[],[],[{}]]", "a: [a,b,c]", "{a,b,c}", "{a: {b: 1}, c: [1]}", "- - - a\n- - b", "- a: b\n  c:\n  - d", "a:\n b:\n  c:",
		"? a\n: b\n? c\n", "-\n  a\n-\n  b", `{"a":1,"b":[2,3]}`, "a:\u2028  b:\u2028    c:", "a:\u0085  b: 1", "a: {? b, ? c : d}",
		"[a: b, c: d]", "a: &x [1, 2]\nb: [*x]", "a:\r\n- 1\r\n- 2\r\n", "- ", "-", "a:",
	} {
		var value any
		if err := yaml.Unmarshal([]byte(text), &value); err != nil {
			t.Fatal(text, err)
		}
		// An alias is counted where it stands; what it stands for is bounded by the parser.
		if counted, there := YAML([]byte(text)), size(value); counted < there-1 && !strings.Contains(text, "*") {
			t.Errorf("%q: counted %d, there are %d", text, counted, there)
		}
	}
	random := rand.New(rand.NewPCG(1, 2))
	pieces := []string{"a", "b: ", ":", "- ", "-", "? ", "[", "]", "{", "}", ",", "\n", "  ", "'", `"`, "\u2028", "\t", "#", "|\n", "1"}
	read := 0
	for range 200_000 {
		var text strings.Builder
		for range random.IntN(14) {
			text.WriteString(pieces[random.IntN(len(pieces))])
		}
		var value any
		if yaml.Unmarshal([]byte(text.String()), &value) != nil {
			continue
		}
		read++
		if counted, there := YAML([]byte(text.String())), size(value); 2*counted+1 < there {
			t.Errorf("%q: counted %d, there are %d", text.String(), counted, there)
		}
	}
	if read < 1000 {
		t.Error("hardly anything was YAML:", read)
	}
}

func TestWhatIsOnlyTextHasHardlyAnyParts(t *testing.T) {
	if n := YAML([]byte("time: 2024-11-29T17:45:00Z\nurl: https://a.example:80/b-c?d\nflag: --a-b\n")); n != 3 {
		t.Error(n)
	}
	var scan JSON
	scan.Take([]byte(`{"manifest":"` + strings.Repeat(`,[{\"`, 1000) + `"}`))
	if scan.Count != 1 || !scan.IsWhole() || !scan.Began {
		t.Errorf("%+v", scan)
	}
}

func TestJSONIsCountedInAnyPieces(t *testing.T) {
	text, _ := json.Marshal(map[string]any{"a": []any{map[string]any{}, map[string]any{"b\"": `\`}, []any{1, 2, "{,"}}, "c": map[string]any{}})
	whole := JSON{Structs: true}
	whole.Take(text)
	if whole.Count != 11+3*Outer+3*Inner || !whole.IsObject() {
		t.Errorf("%s: %+v", text, whole)
	}
	for at := range text {
		pieces := JSON{Structs: true}
		pieces.Take(text[:at])
		if at > 0 && pieces.IsObject() {
			t.Error("it ends at", at)
		}
		pieces.Take(text[at:])
		if !reflect.DeepEqual(pieces, whole) {
			t.Errorf("cut at %d: %+v", at, pieces)
		}
	}
}

// A decoder makes a struct of whatever is in a list, and complains at the end.
func TestEachItemOfAListOfStructsCounts(t *testing.T) {
	for _, item := range []string{"null", "1", `""`, "[]", "{}", `"a"`, "true"} {
		scan := JSON{Structs: true}
		scan.Take([]byte(`{"kind":"PodList","items":[` + strings.Repeat(item+", ", 999) + item + `]}`))
		if scan.Count < 1000*Outer {
			t.Errorf("%s: %d", item, scan.Count)
		}
	}
	scan := JSON{Structs: true}
	scan.Take([]byte(`{"a":1,"b":"","c":[],"d":{"e":1}}`))
	if scan.Count != 6 {
		t.Errorf("no items: %d", scan.Count)
	}
}

func TestFieldsOfMessagesAreCounted(t *testing.T) {
	for _, test := range []struct {
		message string
		levels  int
		want    int
	}{
		{"", 3, 0},
		{strings.Repeat("\x12\x00", 1000), 0, 1000},
		{"\x12\x04" + strings.Repeat("\x12\x00", 2), 1, 3},
		{"\x12\x04" + strings.Repeat("\x12\x00", 2), 0, 1},
		{"\x08\x01\x11" + strings.Repeat("a", 8) + "\x15aaaa", 0, 3},
		{"\x12\x00\x12\x7f", 3, 2}, // the last one is cut off
		{"\x12\x00\xff", 3, 1},
		{"\x7b\x7c" + strings.Repeat("\x12\x00", 9), 0, 10},                                  // a group that nobody knows
		{"\x7b\x7b\x12\x01a\x08\x01\x7c\x7c" + strings.Repeat("\x12\x00", 9), 0, 10},         // one in one
		{"\x7c" + strings.Repeat("\x12\x00", 9), 0, 1},                                       // the end of none
		{"\x12\x00\x0b", 3, 2},                                                               // the beginning of one
		{"\x08" + strings.Repeat("\xff", 9) + "\x7f" + strings.Repeat("\x12\x00", 9), 0, 10}, // more than 64 bits
		{"\x08" + strings.Repeat("\xff", 10) + "\x01" + strings.Repeat("\x12\x00", 9), 0, 1},
	} {
		if got := Protobuf([]byte(test.message), test.levels); got != test.want {
			t.Errorf("%q: %d", test.message, got)
		}
	}
}

// Counting must be cheap beside reading.
func BenchmarkYAML(b *testing.B) {
	text := []byte(strings.Repeat("  key: some value of a chart\n", 1<<16))
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		YAML(text)
	}
}

func BenchmarkJSON(b *testing.B) {
	text := []byte(`[` + strings.Repeat(`{"name":"some name","value":"some value of a chart"},`, 1<<16) + `{}]`)
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		var scan JSON
		scan.Take(text)
	}
}

func TestAliasesCountForWhatTheyStandFor(t *testing.T) {
	long := strings.Repeat("x", 64<<10)
	for _, test := range []struct {
		text        string
		least, most int
	}{
		{"a: &a " + long + "\nb: [" + strings.Repeat("*a,", 1000) + "*a]\n", 1000 * 1024, 1100 * 1024},
		{"a: &a {k: " + long + "}\nb: [" + strings.Repeat("*a,", 1000) + "*a]\n", 1000 * 1024, 1100 * 1024},
		{"a: &a " + long + "\nb: &b [*a,*a,*a,*a]\nc: [*b,*b,*b,*b]\n", 20 * 1024, 21 * 1024},
		{"a: &a " + long + "\n---\nb: 1\n", 1, 10},
		{"a: &a [*a]\n", 1, 10},
		{"note: this & that * those\n", 1, 40},
		{`{"a":"R&D \ud83d\ude00","b":"` + strings.Repeat("*x ", 1000) + `"}`, 1, 10}, // JSON has no aliases
		{"a: &a 1\nb: *a\nhost: \"*.example.com\"\n", 3, 20},
		{"a: &a " + long + "\nb: *a\nc: \"\n", 1000, 5000}, // wrong, for one decoder at least
	} {
		if count := YAML([]byte(test.text)); count < test.least || count > test.most {
			t.Errorf("%.20q: %d", test.text, count)
		}
	}
	laughs := "a: &a [1,1]\n"
	for letter := 'b'; letter <= 'z'; letter++ {
		laughs += string(letter) + ": &" + string(letter) + " [" + strings.Repeat("*"+string(letter-1)+",", 9) + "*" + string(letter-1) + "]\n"
	}
	if count := YAML([]byte(laughs)); count < endless {
		t.Error(count)
	}
}
