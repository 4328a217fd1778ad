package guard

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"
)

func call(r *Render, name string, arguments ...any) error {
	values := make([]reflect.Value, len(arguments))
	for i, argument := range arguments {
		values[i] = reflect.ValueOf(argument)
	}
	return r.Call(1, name, values)
}

func TestWhatMakesMuchOfLittleIsRefused(t *testing.T) {
	cycle := map[string]any{}
	cycle["a"] = []any{cycle}
	for _, test := range []struct {
		name      string
		arguments []any
		fine      bool
	}{
		{"repeat", []any{999, "x"}, true},
		{"repeat", []any{1001, "x"}, false},
		{"repeat", []any{-1, "x"}, true}, // strings.Repeat says so itself
		{"until", []any{60}, true},
		{"until", []any{100}, false},
		{"until", []any{-100}, false},
		{"untilStep", []any{0, 1_000_000, 100_000}, true},
		{"untilStep", []any{0, 1_000_000, 1}, false},
		{"untilStep", []any{0, 1_000_000, -1}, true}, // none
		{"untilStep", []any{1, 3, int(^uint(0) >> 1)}, false},
		{"seq", []any{1, 2, 10}, true},
		{"seq", []any{-1000}, false},
		{"indent", []any{100, "a\nb"}, true},
		{"indent", []any{500, "a\nb"}, false},
		{"replace", []any{"x", strings.Repeat("y", 100), "xx"}, true},
		{"replace", []any{"", strings.Repeat("y", 100), strings.Repeat("x", 20)}, false},
		{"printf", []any{"%5d", 1}, true},
		{"printf", []any{"%5000d", 1}, false},
		{"quote", []any{"text", nil, 1}, true},
		{"quote", []any{cycle}, false},
		{"toYaml", []any{cycle}, false},
		{"include", []any{"name", cycle}, true},
		{"set", []any{cycle, "b", cycle}, true},
		{"dict", []any{"key", cycle}, true},
		{"merge", []any{cycle, map[string]any{"b": 1}}, true},
		{"merge", []any{cycle, cycle}, true}, // down one level: a list
		{"a function of tomorrow", []any{cycle}, false},
	} {
		if err := call(New(context.Background(), 1000), test.name, test.arguments...); (err == nil) != test.fine {
			t.Errorf("%s: %v", test.name, err)
		}
	}
}

// What a function writes for a text must be within the limit, which is 1,000 here, before it writes it.
func TestWhatEscapesMuchIsRefused(t *testing.T) {
	control, quotes := strings.Repeat("\x01", 300), strings.Repeat(`"`, 300)
	for _, test := range []struct {
		name      string
		arguments []any
		fine      bool
	}{
		{"toJson", []any{strings.Repeat("<", 300)}, false},
		{"toPrettyJson", []any{strings.Repeat("<", 300)}, false},
		{"toJson", []any{strings.Repeat("\xff", 300)}, false},
		{"toJson", []any{strings.Repeat("\u2028", 150)}, true},
		{"toJson", []any{map[string]any{control: 1}}, false},
		{"toRawJson", []any{control}, false},
		{"toToml", []any{map[string]any{"a": control}}, false},
		{"toYaml", []any{control}, false},
		{"toYaml", []any{strings.Repeat("\n", 600)}, false},
		{"toYaml", []any{strings.Repeat("😀", 100)}, false},
		{"toYaml", []any{[]any{[]any{[]any{[]any{strings.Repeat("a\n", 100)}}}}}, false}, // each line as deep as it is
		{"toYaml", []any{strings.Repeat("a\n", 100)}, true},
		{"toYaml", []any{strings.Repeat("é", 200)}, true},
		{"toYaml", []any{strings.Repeat("a", 600)}, false}, // half of the limit
		{"deepCopy", []any{control}, true},
		{"quote", []any{control}, false},
		{"quote", []any{strings.Repeat("<", 300)}, false}, // as others take it
		{"quote", []any{strings.Repeat("a", 900)}, true},
		{"squote", []any{control}, true},
		{"js", []any{strings.Repeat("=", 300)}, false},
		{"html", []any{quotes}, false},
		{"print", []any{control, quotes}, true},
		{"printf", []any{"%q", control}, false},
		{"printf", []any{"%#v", control}, false},
		{"printf", []any{"%s", control}, true},
		{"printf", []any{"%+q", strings.Repeat("é", 300)}, false},
		{"printf", []any{"%+v", strings.Repeat("é", 300)}, true},
		{"printf", []any{"%# x", strings.Repeat("a", 300)}, false},
		{"printf", []any{"%f", []any{1e308, 1e308, 1e308, 1e308}}, false},
		{"printf", []any{"%100d", []any{1, 2, 3, 4, 5, 6, 7, 8, 9, 10}}, false},
		{"printf", []any{"%50d", []byte("0123456789abcdef0123")}, false},
		{"printf", []any{"%400s and %-200s", "a", "b"}, true},
		{"printf", []any{"100%% of %s", "all"}, true},
		{"printf", []any{strings.Repeat("%d", 100)}, false}, // %!d(MISSING)
	} {
		if err := call(New(context.Background(), 1000), test.name, test.arguments...); (err == nil) != test.fine {
			t.Errorf("%s of %.40q: %v", test.name, test.arguments, err)
		}
	}
	if err := call(New(context.Background(), 1<<30), "genCA", strings.Repeat("a", 2<<20), 1); err == nil {
		t.Error("a certificate for a name of 2 MiB")
	}
}

func TestFilesWrittenOutAreWithinTheLimit(t *testing.T) {
	type files map[string][]byte
	control := files{"a": []byte(strings.Repeat("\x01", 300))}
	lines := files{"a": []byte(strings.Repeat("\n", 100))}
	for _, test := range []struct {
		method string
		files  files
		fine   bool
	}{
		{"AsConfig", control, false},
		{"AsConfig", files{"a": []byte("a: b\n")}, true},
		{"AsSecrets", control, true},
		{"AsSecrets", files{"a": make([]byte, 900)}, false},
		{"Lines", lines, false},
		{"Get", control, true},
	} {
		r := New(context.Background(), 1000)
		if err := r.Method(test.method, reflect.ValueOf(test.files)); (err == nil) != test.fine {
			t.Errorf("%s: %v", test.method, err)
		}
	}
}

func TestWhatNothingEndsIsRefused(t *testing.T) {
	pattern := strings.Repeat("ab|", 30_000)
	for _, test := range []struct {
		name      string
		arguments []any
		fine      bool
	}{
		{"regexMatch", []any{pattern, "x"}, false},
		{"mustRegexMatch", []any{pattern, "x"}, false},
		{"regexFind", []any{pattern, "x"}, false},
		{"regexFindAll", []any{pattern, "x", -1}, false},
		{"regexSplit", []any{pattern, "x", -1}, false},
		{"regexReplaceAll", []any{pattern, "x", "y"}, false},
		{"regexReplaceAllLiteral", []any{pattern, "x", "y"}, false},
		{"regexMatch", []any{pattern[:10_000], "x"}, true},
		{"regexQuoteMeta", []any{pattern}, true},
		{"shuffle", []any{strings.Repeat("a", 2<<20)}, false},
		{"shuffle", []any{strings.Repeat("a", 1<<20)}, true},
	} {
		if err := call(New(context.Background(), 1<<28), test.name, test.arguments...); (err == nil) != test.fine {
			t.Errorf("%s: %v", test.name, err)
		}
	}
}

func TestACancelIsSeenAtCallsAndSteps(t *testing.T) {
	enough := errors.New("enough")
	ctx, cancel := context.WithCancelCause(context.Background())
	r := New(ctx, 1000)
	cancel(enough)
	if err := call(r, "quote", "x"); !errors.Is(err, enough) {
		t.Errorf("a call: %v", err)
	}
	for range 256 {
		if err := r.Step(); errors.Is(err, enough) {
			return
		}
	}
	t.Error("no step has seen it")
}

func TestWhatIsMadeAddsUp(t *testing.T) {
	r := New(context.Background(), 1000)
	var err error
	for i := 0; err == nil; i++ {
		if i > 100 {
			t.Fatal("it never ends")
		}
		err = r.Made("upper", nil, reflect.ValueOf(strings.Repeat("x", 900)))
	}
	r = New(context.Background(), 1000)
	whole := strings.Repeat("x", 900)
	for range 100 { // a part of what was there takes nothing but its header
		if err = r.Made("trim", []reflect.Value{reflect.ValueOf(whole)}, reflect.ValueOf(whole[:800])); err != nil {
			break
		}
	}
	if err != nil {
		t.Error(err)
	}
}

func TestWordsOfTemplatesAddUp(t *testing.T) {
	for _, test := range []struct {
		text string
		want int64
	}{
		{"a b c", 0},
		{"{{.}}", 5},
		{"a {{ print 1 2 }} b c {{- .Values.a }}", 4 + 4 + 4 + 3},
		{"{{/* a b c }} */}}", 4},
		{"{{/*/ a b */}}{{.}}", 9},
		{"{{-\n/* \" */ -}}{{.}}\"", 4 + 1 + 5},
		{`{{"}} a b\" c"}}{{.}}`, 9},
		{"{{`\\`}}{{'\"'}}{{.}}", 13},
		{"{{ (1)|a }}", 4 + 1 + 1 + 1 + 1},
		{"{{ 1 1 1", 4 + 3},
		{`{{"`, 4},
		{`{{"\`, 4},
		{"{{/* 1 1 1", 4},
	} {
		if got := words(test.text); got != test.want {
			t.Errorf("%q: %d, not %d", test.text, got, test.want)
		}
	}
	r := New(context.Background(), 1<<20)
	file := "{{print " + strings.Repeat("1 ", 100_000) + "}}"
	var err error
	for i := 0; err == nil; i++ {
		if i > 100 {
			t.Fatal("it never ends")
		}
		err = r.Parse("a", file)
	}
	r = New(context.Background(), 1<<26)
	for range 100 { // one is gone before the next begins
		if err := call(r, "tpl", file, 1); err != nil {
			t.Fatal(err)
		}
	}
	if err := call(r, "tpl", strings.Repeat(file, 20), 1); err == nil {
		t.Error("a tpl of two million words")
	}
}

func TestNobodyIsBoundWithoutAGuard(t *testing.T) {
	var r *Render
	if err := errors.Join(r.Step(), call(r, "repeat", 1<<60, "x"), r.Text(1<<60), r.Parse("a", ""), r.Output("a", "")); err != nil {
		t.Error(err)
	}
	r.Leave(r.Enter())
}

func TestValidationsOfAGoroutineAreItsOwn(t *testing.T) {
	done := Validate(context.Background(), func(url string) (any, error) { return url, nil })
	if document, err := (References{}).Load("file:///a"); err != nil || document != "file:///a" {
		t.Error(document, err)
	}
	other := make(chan error)
	go func() {
		_, err := (References{}).Load("file:///a")
		other <- err
	}()
	var outside *Outside
	if err := <-other; !errors.As(err, &outside) {
		t.Errorf("another goroutine: %v", err)
	}
	done()
	if _, err := (References{}).Load("file:///a"); !errors.As(err, &outside) {
		t.Errorf("afterwards: %v", err)
	}
	if goroutine() == "" || strings.Trim(goroutine(), "0123456789") != "" {
		t.Error(fmt.Sprintf("%q is not a number", goroutine()))
	}
}
