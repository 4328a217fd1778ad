package records

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"encoding/json"
	"errors"
	"runtime"
	"strings"
	"testing"

	"helm.sh/helm/v4/pkg/release/common"
)

// packed is what Helm would store, if it ever wrote such a thing.
func packed(t testing.TB, content string) []byte {
	t.Helper()
	var text bytes.Buffer
	w := gzip.NewWriter(&text)
	if _, err := w.Write([]byte(content)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return []byte(base64.StdEncoding.EncodeToString(text.Bytes()))
}

// lying is packed with a size at its end that is not its own.
func lying(t testing.TB, content string, size byte) []byte {
	t.Helper()
	text, err := base64.StdEncoding.DecodeString(string(packed(t, content)))
	if err != nil {
		t.Fatal(err)
	}
	copy(text[len(text)-4:], []byte{size, 0, 0, 0})
	return []byte(base64.StdEncoding.EncodeToString(text))
}

const limit = 1 << 20

func TestARecordAboveTheLimitIsReadNoFurther(t *testing.T) {
	bomb := packed(t, `{"name":"web","manifest":"`+strings.Repeat("a", 200<<20)+`"}`)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	reader := Reader{Limit: limit}
	_, err := reader.Release(bomb)
	runtime.ReadMemStats(&after)
	var large *TooLargeError
	if !errors.As(err, &large) || large.Size < 200<<20 || large.Limit != limit {
		t.Fatalf("%v, %+v", err, large)
	}
	if took := after.TotalAlloc - before.TotalAlloc; took > 2*limit {
		t.Errorf("it took %d bytes to find out", took)
	}
}

func TestARecordOfManySmallThingsIsAboveTheLimitToo(t *testing.T) {
	for name, content := range map[string]string{
		"hooks":   `{"hooks":[` + strings.Repeat("{},", limit/4) + `{}]}`,
		"lists":   `{"config":{"a":[` + strings.Repeat("[],", limit/4) + `[]]}}`,
		"numbers": `{"config":{"a":[` + strings.Repeat("0,", limit/3) + `0]}}`,
	} {
		reader := Reader{Limit: limit}
		_, err := reader.Release(packed(t, content))
		var large *TooLargeError
		if !errors.As(err, &large) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestATextMayHoldAsManyCommasAsItLikes(t *testing.T) {
	notes := map[string]any{"notes": strings.Repeat(`,"[{\`, limit/16)}
	content, err := json.Marshal(map[string]any{"name": "web", "info": notes})
	if err != nil {
		t.Fatal(err)
	}
	reader := Reader{Limit: limit}
	if rel, err := reader.Release(packed(t, string(content))); err != nil || len(rel.Info.Notes) != limit/16*5 {
		t.Fatal(err)
	}
}

func TestAManifestMayNot(t *testing.T) {
	dense := strings.Repeat("[],", limit/8)
	for name, record := range map[string]map[string]any{
		"the manifest": {"manifest": "a: [" + dense + "[]]"},
		"a hook":       {"hooks": []any{map[string]any{"manifest": "a: [" + dense + "[]]"}}},
		"documents":    {"manifest": strings.Repeat("---\na: b\n", limit/16)},
		"an alias":     {"manifest": "a: &a " + strings.Repeat("x", limit/2) + "\nb: [" + strings.Repeat("*a,", 1000) + "*a]"},
	} {
		content, err := json.Marshal(record)
		if err != nil {
			t.Fatal(err)
		}
		reader := Reader{Limit: limit}
		var large *TooLargeError
		if _, err := reader.Release(packed(t, string(content))); !errors.As(err, &large) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestAReaderReadsOnAfterARecordThatIsTooLarge(t *testing.T) {
	reader := Reader{Limit: limit}
	for range 3 {
		if _, err := reader.Release(packed(t, strings.Repeat("a", limit+1))); err == nil {
			t.Fatal("it fits")
		}
		if _, err := reader.Release(lying(t, strings.Repeat("a", 64*limit), 100)); err == nil || reader.content.Cap() > limit {
			t.Fatal("it was read to its end:", err, reader.content.Cap())
		}
		if rel, err := reader.Release(packed(t, `{"name":"web"}`)); err != nil || rel.Name != "web" {
			t.Fatal(rel, err)
		}
	}
}

func TestWhatHelmFollowsIsNeverNil(t *testing.T) {
	reader := Reader{}
	rel, err := reader.Release(packed(t, `{"hooks":[null,{"name":"a"},null],
		"chart":{"metadata":{"dependencies":[null],"maintainers":[null]},"templates":[null],"files":[null],"lock":{"dependencies":[null]}}}`))
	if err != nil {
		t.Fatal(err)
	}
	if len(rel.Hooks) != 1 || rel.Hooks[0].Name != "a" || rel.Info.Status != common.StatusUnknown {
		t.Errorf("%+v", rel)
	}
	ch := rel.Chart
	if len(ch.Metadata.Dependencies)+len(ch.Metadata.Maintainers)+len(ch.Templates)+len(ch.Files)+len(ch.Lock.Dependencies) > 0 {
		t.Errorf("%+v", ch)
	}
	if rel, err = reader.Release(packed(t, `{}`)); err != nil || rel.Info == nil || rel.Chart == nil || rel.Chart.Metadata == nil {
		t.Errorf("%+v %v", rel, err)
	}
	if Whole(rel) {
		t.Error("what is whole is changed")
	}
}
