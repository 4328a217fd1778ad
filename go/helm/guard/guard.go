// Package guard bounds one render: what it may write, make and nest, and for how long. Go's template
// engine has no such bounds, and what goes beyond memory or the stack ends the whole process.
//
// It stands outside internal/ because the Helm that is linked imports it: scripts/hooks.ts puts the
// calls into Helm's engine, and into a copy of text/template that the engine then uses.
package guard

import (
	"context"
	"fmt"
	"reflect"
	"strings"
	"sync"

	"bunhelm/helm/internal/parts"
)

const (
	// maxDepth is how deep values may be nested, which is as deep as YAML and JSON can be read.
	maxDepth = 10_000
	// nesting is how many steps of Go's own limit for templates in templates (100,000) one more
	// execution costs: each include or tpl is one, takes so much more of the stack, and repeats the
	// error of the one within.
	nesting = 50
	// cloning is what tpl costs beside: it copies all templates.
	cloning = 50
	// memoryFactor is how many times what it may write a render may make.
	memoryFactor = 4
	// maxBlocks bounds the blocks of one template: the parser goes down one level for each.
	maxBlocks = 100_000
	// maxDocuments bounds those of the output: no cancel ends what cuts it into them and sorts them.
	maxDocuments = 100_000
)

// Option is how users call the limit, in messages.
const Option = "limits.render"

// Render is what one render has taken. All methods may be called on nil, and then bound nothing; none
// may be called by two goroutines at once.
type Render struct {
	ctx       context.Context
	limit     int64 // bytes
	output    int64
	made      int64
	words     int64 // of the templates that are parsed before the first is executed
	parts     int   // of the output, and its documents
	documents int
	steps     uint32
	depth     int // as text/template counts it, where the last function was called

	begin func() (end func(), err error)
	wait  func() (resume func() error)

	levels  []int64 // executions in executions, each with the length of its text where it is tpl's
	active  int64   // all of these together
	pending int64   // that of the tpl that is being called
}

// New bounds a render that writes at most limit bytes and ends with ctx.
func New(ctx context.Context, limit int64) *Render { return &Render{ctx: ctx, limit: limit} }

// OnBegin is called before the templates are executed, and what it returns after.
func (r *Render) OnBegin(begin func() (end func(), err error)) { r.begin = begin }

// Begin is asked before the templates are executed.
func (r *Render) Begin() (end func(), err error) {
	if r == nil || r.begin == nil {
		return func() {}, nil
	}
	return r.begin()
}

// OnWait is called before a function asks a server, and what it returns after.
func (r *Render) OnWait(wait func() (resume func() error)) { r.wait = wait }

// Wait is told before a function asks a server: the render computes nothing until the answer is there. The function
// fails where resume does.
func (r *Render) Wait() (resume func() error) {
	if r == nil || r.wait == nil {
		return func() error { return nil }
	}
	return r.wait()
}

type key struct{}

// With hands a render's bounds to Helm's engine.
func With(ctx context.Context, r *Render) context.Context { return context.WithValue(ctx, key{}, r) }

// Of finds them there.
func Of(ctx context.Context) *Render {
	r, _ := ctx.Value(key{}).(*Render)
	return r
}

// bound are the contexts by their values, since Helm's lint hands on nothing else.
var bound sync.Map

// Bind makes Context find ctx by a map that is the caller's alone, until the returned function is called.
func Bind(values map[string]any, ctx context.Context) (done func()) {
	id := reflect.ValueOf(values).Pointer()
	bound.Store(id, ctx)
	return func() { bound.Delete(id) }
}

// Context is what was bound to values.
func Context(values map[string]any) context.Context {
	if ctx, found := bound.Load(reflect.ValueOf(values).Pointer()); found {
		return ctx.(context.Context)
	}
	return context.Background()
}

// Step is asked at each node of a template.
func (r *Render) Step() error {
	if r == nil {
		return nil
	}
	if r.steps++; r.steps&255 != 0 {
		return nil
	}
	return context.Cause(r.ctx)
}

// Enter begins an execution, within others or not, and tells how deep it is. It ends with Leave.
func (r *Render) Enter() (depth int) {
	if r == nil {
		return 0
	}
	r.levels = append(r.levels, r.pending)
	r.active += r.pending
	r.pending = 0
	if len(r.levels) == 1 {
		return 0
	}
	return r.depth + nesting
}

// Leave ends an execution.
func (r *Render) Leave(depth int) {
	if r == nil {
		return
	}
	last := len(r.levels) - 1
	r.active -= r.levels[last]
	r.levels = r.levels[:last]
	r.depth = max(depth-nesting, 0)
}

// jsonParts is how many may become JSON or TOML, or are copied.
func (r *Render) jsonParts() int64 { return r.limit / 64 }

// Text is asked before bytes of a template's own text are written.
func (r *Render) Text(bytes int) error {
	if r == nil {
		return nil
	}
	return r.write(int64(bytes))
}

// Print is asked before a value is written.
func (r *Render) Print(v reflect.Value) error {
	if r == nil {
		return nil
	}
	bytes, err := r.weigh(v)
	if err != nil {
		return err
	}
	return r.write(bytes)
}

// write takes from what the render may write, or, where an include or tpl collects it, may make.
func (r *Render) write(bytes int64) error {
	if len(r.levels) > 1 {
		return r.make(bytes)
	}
	if r.output += bytes; r.output > r.limit {
		return fmt.Errorf("the templates write more than the %d bytes that %s allows", r.limit, Option)
	}
	return nil
}

// make takes from what the render may make.
func (r *Render) make(bytes int64) error {
	if r.made += bytes; r.made > memoryFactor*r.limit {
		return fmt.Errorf("the functions of the templates return more than %d bytes in total, %d times what %s allows as output", memoryFactor*r.limit, memoryFactor, Option)
	}
	return nil
}

// Output is asked about what a template has written. All of it is cut into documents, which are read as YAML: what that
// takes depends on their parts rather than on their length.
func (r *Render) Output(name, text string) error {
	if r == nil {
		return nil
	}
	if err := context.Cause(r.ctx); err != nil {
		return err
	}
	if r.documents += strings.Count(text, "\n---") + 1; r.documents > maxDocuments {
		return fmt.Errorf("execution error at (%s:1:1): with it the output has more than %d documents", name, maxDocuments)
	}
	r.parts += partsOf(text)
	if err := r.readable(r.parts); err != nil {
		return fmt.Errorf("execution error at (%s:1:1): with it the output has %w", name, err)
	}
	return nil
}

// partsOf counts those of a text of YAML or JSON, or its lines, which are less.
func partsOf(text string) int { return max(parts.YAML(octets(text)), strings.Count(text, "\n")/2) }

// readable refuses YAML or JSON of so many parts, each of which takes up to 800 bytes when it is read.
func (r *Render) readable(count int) error {
	if most := parts.Allowed(r.limit, 128); int64(count) > most {
		return fmt.Errorf("%d parts to read, more than the %d that %s allows", count, most, Option)
	}
	return nil
}
