package schemas

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"sync"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"helm.sh/helm/v4/pkg/chart/common/util"
	chart "helm.sh/helm/v4/pkg/chart/v2"
	chartutil "helm.sh/helm/v4/pkg/chart/v2/util"

	"bunhelm/helm/guard"
	"bunhelm/helm/internal/chartfiles"
	"bunhelm/helm/internal/keep"
)

// schemas are compiled once per content.
var schemas = keep.New[[sha256.Size]byte, *compiledSchema](schemaIdle, schemaLimit, nil)

type compiledSchema struct {
	once   sync.Once
	schema *jsonschema.Schema // nil when only Helm can use it, or say what is wrong with it
}

const (
	// schemaIdle is how long a schema nobody uses stays compiled.
	schemaIdle = 10 * time.Minute
	// schemaLimit is how many bytes of text stay compiled, which takes twenty times as much memory.
	schemaLimit = 4 << 20
	// schemaWorth is how many bytes of schemas take longer to compile than it takes to process the
	// values once more.
	schemaWorth = 4 << 10
)

// Fit tells whether values are known to fit a chart's schemas: then Helm, which compiles them
// at each render, need not look. Where it is not known, Helm decides, at its own moment and in its
// own words.
func Fit(ch *chart.Chart, values map[string]any) (fits bool) {
	if schemaSize(ch) < schemaWorth {
		return false
	}
	defer func() {
		if recover() != nil { // as Helm does around the validator
			fits = false
		}
	}()
	// What the action is going to do with the chart before it validates.
	ch = chartfiles.Copy(ch)
	if chartutil.ProcessDependencies(ch, values) != nil {
		return false
	}
	coalesced, err := util.CoalesceValues(ch, values)
	return err == nil && fitsAll(ch, coalesced)
}

func schemaSize(ch *chart.Chart) int {
	size := len(ch.Schema)
	for _, sub := range ch.Dependencies() {
		size += schemaSize(sub)
	}
	return size
}

// fitsAll is pkg/chart/common/util/jsonschema.go ValidateAgainstSchema.
func fitsAll(ch *chart.Chart, values map[string]any) bool {
	if ch.Schema != nil {
		schema := compiled(ch.Schema)
		if schema == nil || schema.Validate(values) != nil {
			return false
		}
	}
	for _, sub := range ch.Dependencies() {
		below, exists := values[sub.Name()]
		if !exists || below == nil {
			continue
		}
		object, ok := below.(map[string]any)
		if !ok || !fitsAll(sub, object) {
			return false
		}
	}
	return true
}

func compiled(text []byte) *jsonschema.Schema {
	key := sha256.Sum256(text)
	kept := schemas.Get(key, len(text), func() *compiledSchema { return &compiledSchema{} })
	kept.once.Do(func() { kept.schema = compile(text) })
	if kept.schema == nil && guard.Ended() != nil { // a cancel says nothing about the schema
		schemas.Drop(key)
	}
	return kept.schema
}

// compile gives nil for a schema that refers to another file or server: its answer may change.
func compile(text []byte) (schema *jsonschema.Schema) {
	defer func() {
		if recover() != nil {
			schema = nil
		}
	}()
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		return nil
	}
	compiler := jsonschema.NewCompiler()
	compiler.UseLoader(nowhere{})
	if compiler.AddResource(schemaLocation, document) != nil {
		return nil
	}
	if schema, err = compiler.Compile(schemaLocation); err != nil {
		return nil
	}
	return schema
}

type nowhere struct{}

func (nowhere) Load(url string) (any, error) { return nil, fmt.Errorf("%s is not loaded", url) }
