package hostlog

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

// labelled are the listeners of the operations that run, by the label of their goroutines.
var labelled sync.Map

// Here sends what this goroutine, and those that it starts, make the process print to their operation, until leave is
// called. The goroutine has a label of its own.
func Here(emit func(wire.Event)) (leave func()) {
	own := label()
	if own == nil {
		return func() {}
	}
	labelled.Store(own, &listener{emit: emit})
	return func() { labelled.Delete(own) }
}

// current is the listener of the operation that this goroutine works for; nil when nobody knows.
func current() *listener {
	if own := label(); own != nil {
		if l, found := labelled.Load(own); found {
			return l.(*listener)
		}
	}
	return nil
}

// listener is an operation that hears what it makes the process print.
type listener struct {
	emit func(wire.Event)
	mu   sync.Mutex
	said map[string]bool
}

// mostSaid bounds what is remembered of the lines of one operation.
const mostSaid = 1000

// say sends a line to the operation once: Helm looks at values and documents several times, and complains each time.
func (l *listener) say(event wire.LogEvent) {
	key := event.Message
	for name, value := range event.Attributes {
		key += "\x00" + name + "=" + value
	}
	l.mu.Lock()
	known := l.said[key]
	if !known && len(l.said) < mostSaid {
		if l.said == nil {
			l.said = map[string]bool{}
		}
		l.said[key] = true
	}
	l.mu.Unlock()
	if !known {
		l.emit(event)
	}
}
