package guard

import (
	"bytes"
	"context"
	"fmt"
	"math/big"
	"runtime"
	"strconv"
	"strings"
	"sync"
)

// Helm's validation of values takes no context, and loads whatever a schema refers to. It runs on the
// goroutine of its caller, though, and so does the validator below it: what it may do is kept by that.

const (
	// maxFaults is how many things a schema may find wrong: alternatives in alternatives find the same ones
	// over and over, each with its own place.
	maxFaults = 100_000
	// maxHeld is how many steps of places and names of properties the faults may hold, all together.
	maxHeld = 10_000_000
	// maxChecks is how deep a schema may lead into others: each takes stack, and is compared with those it is in.
	maxChecks = 10_000
	// maxDigits is of a number as it would be written out: they are compared exactly.
	maxDigits = 5_000
)

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

// Check is one validation of one document, or the compilation of one schema.
type Check struct {
	ctx    context.Context
	ended  <-chan struct{}
	depth  int
	faults int
	held   int
}

// Checking begins one.
func Checking() *Check {
	ctx := current().ctx
	return &Check{ctx: ctx, ended: ctx.Done()}
}

// Step is called at each step. A panic is what the validator's callers recover.
func (c *Check) Step() {
	select {
	case <-c.ended:
		panic(context.Cause(c.ctx))
	default:
	}
}

// Enter begins to apply a schema to a value, until Leave.
func (c *Check) Enter() {
	c.Step()
	if c.depth++; c.depth > maxChecks {
		panic(fmt.Errorf("it refers from schema to schema more than %d deep", maxChecks))
	}
}

// Leave ends what Enter began.
func (c *Check) Leave() { c.depth-- }

// Fault is called when something is wrong, at a place of so many steps.
func (c *Check) Fault(steps int) {
	if c.faults++; c.faults > maxFaults {
		panic(fmt.Errorf("it finds more than %d violations in the values", maxFaults))
	}
	c.Hold(steps)
}

// Hold counts what a fault holds.
func (c *Check) Hold(count int) {
	if c.held += count; c.held > maxHeld {
		panic(fmt.Errorf("the violations it finds in the values are about more than %d keys and items", maxHeld))
	}
}

// Match is called before a pattern is looked for in a text.
func (c *Check) Match(pattern fmt.Stringer, text string) {
	c.Step()
	if err := pace(pattern.String(), int64(len(text))); err != nil {
		panic(fmt.Errorf("a pattern is too expensive for a text of %d bytes: %w", len(text), err))
	}
}

// Number is a number exactly, as the validator compares them.
func Number(value any) (number *big.Rat, ok bool) {
	text := fmt.Sprint(value)
	digits := len(text)
	if mark := strings.IndexAny(text, "eE"); mark >= 0 {
		exponent, err := strconv.Atoi(text[mark+1:])
		if err != nil { // too large even for that
			exponent = maxDigits
		}
		digits = mark + max(exponent, -exponent)
	}
	if digits > maxDigits {
		panic(fmt.Errorf("it has a number of more than %d digits", maxDigits))
	}
	return new(big.Rat).SetString(text)
}
