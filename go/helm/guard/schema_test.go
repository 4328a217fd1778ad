package guard

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"
)

func panics(what func()) (cause error) {
	defer func() { cause, _ = recover().(error) }()
	what()
	return nil
}

func TestACancelIsSeenAtEachStepOfAValidation(t *testing.T) {
	ctx, cancel := context.WithCancelCause(context.Background())
	defer Validate(ctx, nil)()
	check := Checking()
	if err := panics(check.Step); err != nil {
		t.Error(err)
	}
	ended := errors.New("ended")
	cancel(ended)
	if err := panics(check.Step); !errors.Is(err, ended) {
		t.Errorf("%v, want the cause", err)
	}
}

func TestNumbersAreComparedUpToALength(t *testing.T) {
	for text, fine := range map[string]bool{
		"0": true, "-1.5": true, "1e308": true, "1E-308": true, "1e+4000": true,
		strings.Repeat("1", 4000): true, strings.Repeat("1", 6000): false, "0." + strings.Repeat("1", 6000): false,
		"1e6000": false, "-1E-6000": false, "1e" + strings.Repeat("9", 30): false, strings.Repeat("1", 3000) + "e3000": false,
	} {
		var ok bool
		if err := panics(func() { _, ok = Number(json.Number(text)) }); ok != fine || (err == nil) != fine {
			t.Errorf("%.20s: %v, %v", text, ok, err)
		}
	}
	if number, ok := Number(1.5e300); !ok || !number.IsInt() {
		t.Errorf("a float: %v", number)
	}
}

func TestWhatFaultsHoldIsBounded(t *testing.T) {
	if err := panics(func() { (&Check{}).Hold(maxHeld) }); err != nil {
		t.Error(err)
	}
	deep := &Check{}
	if err := panics(func() {
		for range maxFaults {
			deep.Fault(200)
		}
	}); err == nil {
		t.Error("100,000 faults at places of 200 steps are held")
	}
	nested := &Check{}
	for range 3 * maxChecks {
		nested.Enter()
		nested.Leave()
	}
	if nested.depth != 0 {
		t.Errorf("%d deep", nested.depth)
	}
}

func TestFaultsAreToldUpToALength(t *testing.T) {
	var few, many, long Told
	for range toldFaults {
		few.Full(true)
	}
	for range toldFaults + 7 {
		many.Full(false)
		many.Full(true)
	}
	long.WriteString(strings.Repeat("x", toldBytes+1))
	if !long.Full(true) || few.Text() != "" || many.Text() != "\n- and 7 more" {
		t.Errorf("%q, %q", few.Text(), many.Text())
	}
	words := make([]string, toldWords+3)
	if len(Few(words)) != toldWords || More(len(words)) != " and 3 more" || More(toldWords) != "" {
		t.Errorf("%d words%s", len(Few(words)), More(len(words)))
	}
	if text := Shortened(strings.Repeat("é", toldWord)); len(text) > toldWord+len("…") || !strings.HasSuffix(text, "é…") {
		t.Errorf("%q", text)
	}
	step := strings.Repeat("k", toldWord/2)
	if place, whole := Place([]string{"a", step, step, "b"}); whole || len(place) != 2 {
		t.Errorf("%d steps, whole: %v", len(place), whole)
	}
}
