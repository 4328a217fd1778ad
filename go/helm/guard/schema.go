package guard

import (
	"bytes"
	"context"
	"fmt"
	"runtime"
	"sync"
)

// Helm's validation of values takes no context, and loads whatever a schema refers to. It runs on the
// goroutine of its caller, though, and so does the validator below it: what it may do is kept by that.

// maxFaults is how many things a schema may find wrong: alternatives in alternatives find the same ones
// over and over, each with its own place.
const maxFaults = 100_000

// validation is what validations on a goroutine may do.
type validation struct {
	ctx  context.Context
	load func(url string) (any, error) // nil: nothing
}

var validations sync.Map // by goroutine

// Validate ends the validations of this goroutine with ctx, and has them load references with load, or
// not at all, until done is called.
func Validate(ctx context.Context, load func(url string) (any, error)) (done func()) {
	id := goroutine()
	before, had := validations.Swap(id, &validation{ctx, load})
	return func() {
		if had {
			validations.Store(id, before)
		} else {
			validations.Delete(id)
		}
	}
}

func current() *validation {
	if known, found := validations.Load(goroutine()); found {
		return known.(*validation)
	}
	return &validation{ctx: context.Background()}
}

// Ended tells why the validations of this goroutine end, or nil.
func Ended() error { return context.Cause(current().ctx) }

// goroutine is the number in "goroutine 12 [running]:".
func goroutine() string {
	var buffer [32]byte
	number, _, _ := bytes.Cut(buffer[len("goroutine "):runtime.Stack(buffer[:], false)], []byte(" "))
	return string(number)
}

// Outside is a reference of a schema to what is not in it.
type Outside struct{ URL string }

func (o *Outside) Error() string {
	return fmt.Sprintf("%s is not in the chart; schemaReferences: true allows it", o.URL)
}

// References load what a schema refers to, where that is allowed.
type References struct{}

// Load loads a document.
func (References) Load(url string) (any, error) {
	if load := current().load; load != nil {
		return load(url)
	}
	return nil, &Outside{url}
}

// Check is one validation of one document.
type Check struct {
	ctx    context.Context
	steps  uint32
	faults int
}

// Checking begins one.
func Checking() *Check { return &Check{ctx: current().ctx} }

// Step is called at each step. A panic is what the validator's callers recover.
func (c *Check) Step() {
	if c == nil {
		return
	}
	if c.steps++; c.steps&15 == 0 {
		if err := context.Cause(c.ctx); err != nil {
			panic(err)
		}
	}
}

// Fault is called when something is wrong.
func (c *Check) Fault() {
	if c == nil {
		return
	}
	if c.faults++; c.faults > maxFaults {
		panic(fmt.Errorf("it finds more than %d faults in the values", maxFaults))
	}
}
