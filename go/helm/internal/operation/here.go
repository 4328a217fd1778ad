package operation

import (
	"sync"
	"unsafe"

	"bunhelm/helm/internal/wire"
)

// label is what the goroutine is labelled with (runtime/pprof), which those that it starts inherit. Go keeps
// it for packages that need it: see runtime/proflabel.go.
//
//go:linkname label runtime/pprof.runtime_getProfLabel
func label() unsafe.Pointer

// labelled are the operations that run, by the label of their goroutines.
var labelled sync.Map

// Here makes the operation the one of this goroutine, and of those that it starts, until leave is called. The
// goroutine has a label of its own.
func (o *Operation) Here() (leave func()) {
	own := label()
	if own == nil {
		return func() {}
	}
	labelled.Store(own, o)
	return func() { labelled.Delete(own) }
}

// Current is the operation that this goroutine works for; nil when nobody knows.
func Current() *Operation {
	if own := label(); own != nil {
		if o, found := labelled.Load(own); found {
			return o.(*Operation)
		}
	}
	return nil
}

// mostSaid bounds what is remembered of the lines of one operation.
const mostSaid = 1000

// Say sends a line of the process's log to the operation that has caused it, once: Helm looks at values and
// documents several times, and complains each time.
func (o *Operation) Say(event wire.LogEvent) {
	key := event.Message
	for name, value := range event.Attributes {
		key += "\x00" + name + "=" + value
	}
	o.mu.Lock()
	known := o.said[key]
	if !known && len(o.said) < mostSaid {
		if o.said == nil {
			o.said = map[string]bool{}
		}
		o.said[key] = true
	}
	o.mu.Unlock()
	if !known {
		o.Emit(event)
	}
}
