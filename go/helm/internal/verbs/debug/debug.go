// Package debug runs the verbs that only tests call: they have no method in TypeScript.
package debug

import (
	"bytes"
	"fmt"
	"regexp"
	"runtime"
	"runtime/pprof"
	"strings"
	"time"

	"bunhelm/helm/internal/chartfiles"
	"bunhelm/helm/internal/cluster"
	"bunhelm/helm/internal/dispatch"
	"bunhelm/helm/internal/fault"
	"bunhelm/helm/internal/helmhome"
	"bunhelm/helm/internal/indexes"
	"bunhelm/helm/internal/operation"
	"bunhelm/helm/internal/session"
	"bunhelm/helm/internal/slots"
	"bunhelm/helm/internal/wire"
)

// All are the verbs.
func All() []dispatch.Entry {
	return []dispatch.Entry{
		dispatch.Verb("internal.noop", noop),
		dispatch.Verb("internal.echo", echo),
		dispatch.Verb("internal.panic", panics),
		dispatch.Verb("internal.goroutines", goroutines),
		dispatch.Verb("internal.counts", counts),
		dispatch.Verb("internal.idle", idle),
		dispatch.Verb("internal.undeclared", undeclared),
	}
}

type undeclaredRequest struct{}

type undeclaredResult struct {
	Codes []string `json:"codes"`
}

func undeclared(*operation.Operation, *undeclaredRequest) (undeclaredResult, error) {
	return undeclaredResult{Codes: append([]string{}, dispatch.Undeclared()...)}, nil
}

type noopRequest struct{}

type noopResult struct{}

func noop(*operation.Operation, *noopRequest) (noopResult, error) { return noopResult{}, nil }

type echoRequest struct {
	Bytes  *wire.Bytes `json:"bytes,omitempty"`
	Events int         `json:"events,omitempty"`
}

type echoResult struct {
	Text wire.Text `json:"text"`
}

func echo(op *operation.Operation, r *echoRequest) (result echoResult, err error) {
	for i := range r.Events {
		op.Emit(wire.LogEvent{Level: wire.LogInfo, Message: fmt.Sprint(i)})
	}
	if r.Bytes == nil {
		return result, nil
	}
	data, found := op.Attachment(r.Bytes.Index)
	if !found {
		return result, fault.InvalidArgument("bytes", "bytes: there is no such attachment")
	}
	return echoResult{Text: wire.Text(data)}, nil
}

func panics(*operation.Operation, *noopRequest) (result noopResult, err error) {
	var nothing *noopResult
	return *nothing, nil
}

type goroutinesRequest struct {
	// The operation's id; 0 counts those of every operation of the channel.
	Operation uint64 `json:"operation,omitempty"`
}

type goroutinesResult struct {
	// Goroutines that carry the operation's label.
	Count int `json:"count"`
	// Goroutines of the whole process.
	Total  int      `json:"total"`
	Stacks []string `json:"stacks"`
}

// goroutines counts what operations have left running. Connections are shared and stay.
func goroutines(op *operation.Operation, r *goroutinesRequest) (result goroutinesResult, err error) {
	var profile bytes.Buffer
	if err := pprof.Lookup("goroutine").WriteTo(&profile, 1); err != nil {
		return result, err
	}
	result.Total = runtime.NumGoroutine()
	prefix := fmt.Sprintf(`"operation":"%d/`, op.Channel)
	own := fmt.Sprintf(`%s%d"`, prefix, op.ID)
	if r.Operation != 0 {
		prefix = fmt.Sprintf(`%s%d"`, prefix, r.Operation)
	}
	_, stacks, _ := strings.Cut(profile.String(), "\n") // the first line is of all of them
	for stack := range strings.SplitSeq(stacks, "\n\n") {
		if !strings.Contains(stack, prefix) || strings.Contains(stack, own) || connection(stack) {
			continue
		}
		var count int
		_, _ = fmt.Sscanf(stack, "%d @", &count)
		result.Count += count
		result.Stacks = append(result.Stacks, stack)
	}
	return result, nil
}

type countsResult struct {
	session.Kept
	// Charts that are loaded.
	Handles int `json:"handles"`
	// Homes are the clients with repositories, logins or indexes in memory; one may count twice.
	Homes int `json:"homes"`
	// Goroutines of the whole process.
	Goroutines int `json:"goroutines"`
	// Operations of every channel that have a goroutine left, but for this one.
	Operations int `json:"operations"`
	// LeftBehind are the renders that go on computing after their cancel.
	LeftBehind int `json:"leftBehind"`
	// Heap is what is reachable, in bytes.
	Heap uint64 `json:"heap"`
}

var operationLabel = regexp.MustCompile(`"operation":"(\d+/\d+)"`)

// counts tells what would grow if something leaked.
func counts(op *operation.Operation, _ *noopRequest) (result countsResult, err error) {
	runtime.GC()
	var memory runtime.MemStats
	runtime.ReadMemStats(&memory)
	result.Handles = chartfiles.Handles()
	result.Homes = helmhome.Memories() + indexes.Memories()
	result.LeftBehind = slots.LeftBehind()
	result.Kept, result.Heap, result.Goroutines = session.Counts(), memory.HeapAlloc, runtime.NumGoroutine()
	var profile bytes.Buffer
	if err := pprof.Lookup("goroutine").WriteTo(&profile, 1); err != nil {
		return result, err
	}
	alive := map[string]bool{}
	for stack := range strings.SplitSeq(profile.String(), "\n\n") {
		if label := operationLabel.FindStringSubmatch(stack); label != nil && !connection(stack) {
			alive[label[1]] = true
		}
	}
	delete(alive, fmt.Sprintf("%d/%d", op.Channel, op.ID))
	result.Operations = len(alive)
	return result, nil
}

type idleRequest struct {
	// Age in milliseconds.
	Age int `json:"age,omitempty"`
}

// idle drops the clusters that nobody has used for so long.
func idle(_ *operation.Operation, r *idleRequest) (noopResult, error) {
	cluster.DropIdle(time.Duration(r.Age) * time.Millisecond)
	return noopResult{}, nil
}

// connection tells the loops of a connection, which outlive whoever dialled it.
func connection(stack string) bool {
	for _, loop := range []string{"persistConn).readLoop", "persistConn).writeLoop", "ClientConn).readLoop", "clientConnReadLoop).run"} {
		if strings.Contains(stack, loop) {
			return true
		}
	}
	return false
}
