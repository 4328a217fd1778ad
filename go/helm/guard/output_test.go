package guard

import (
	"context"
	"strings"
	"testing"
)

func TestTheOutputIsBoundedAsAWhole(t *testing.T) {
	for name, text := range map[string]string{
		"documents":         strings.Repeat("\n---\na: b", 10_000),
		"empty documents":   strings.Repeat("\n---", 10_000),
		"parts":             "a: [" + strings.Repeat("1,", 10_000) + "]",
		"parts of many":     strings.Repeat("---\n- [[]]\n", 5_000),
		"lines of no parts": strings.Repeat("#\n", 10_000),
	} {
		r := New(context.Background(), 1<<20)
		count := 0
		for ; count < 50 && r.Output("a", text) == nil; count++ {
		}
		if count == 0 || count == 50 {
			t.Errorf("%s: %d times", name, count)
		}
	}
	r := New(context.Background(), 1<<20)
	for range 50_000 { // templates that write nothing
		if err := r.Output("a", "\n"); err != nil {
			t.Fatal(err)
		}
	}
}

func TestTextsOfManyPartsAreNotRead(t *testing.T) {
	few, many := strings.Repeat("1,", 30_000), strings.Repeat("1,", 70_000)
	for _, test := range []struct {
		name, text string
		fine       bool
	}{
		{"fromYaml", "a: [" + few + "]", true},
		{"fromYaml", "a: [" + many + "]", false},
		{"fromYamlArray", strings.Repeat("- a\n", 70_000), false},
		{"fromJson", `{"a":[` + many + "1]}", false},
		{"fromJsonArray", "[" + few + "1]", true},
		{"fromYaml", "a: |\n" + strings.Repeat(" x-y:z=\n", 100_000), true},
		{"fromYaml", "a: |\n" + strings.Repeat(" x\n", 200_000), false},
	} {
		if err := call(New(context.Background(), 1<<20), test.name, test.text); (err == nil) != test.fine {
			t.Errorf("%s of %.10q: %v", test.name, test.text, err)
		}
	}
}
