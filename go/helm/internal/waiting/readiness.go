package waiting

import (
	"context"
	"errors"
	"strconv"
	"sync"
	"time"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/api/meta"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"

	"github.com/fluxcd/cli-utils/pkg/kstatus/polling/engine"
	"github.com/fluxcd/cli-utils/pkg/kstatus/polling/event"
	"github.com/fluxcd/cli-utils/pkg/kstatus/polling/statusreaders"
	kstatus "github.com/fluxcd/cli-utils/pkg/kstatus/status"
	"github.com/fluxcd/cli-utils/pkg/object"

	"bunhelm/helm/internal/fault"
	"bunhelm/helm/internal/operation"
	"bunhelm/helm/internal/wire"
)

// unreadableFor is how long a status may be unreadable before the wait is given up: its controller may be about to write
// a whole one.
const unreadableFor = 10 * time.Second

// reporter passes on what a status reader finds out, and ends a wait for what nobody can tell. It runs on goroutines of
// the informers, which do not recover.
type reporter struct {
	engine.StatusReader
	op       *operation.Operation
	mapper   meta.RESTMapper
	rules    *Rules
	supports func(schema.GroupKind) bool
	fail     func(error)

	mu         sync.Mutex // guards what follows
	unreadable map[object.ObjMetadata]*time.Timer
}

func (r *reporter) Supports(kind schema.GroupKind) bool {
	_, ruled := r.rules.of(kind)
	return ruled || r.supports(kind)
}

// readerOf is the reader for a kind: that of its rule, or the usual one.
func (r *reporter) readerOf(ctx context.Context, kind schema.GroupKind) engine.StatusReader {
	rule, _ := r.rules.of(kind)
	if rule == nil {
		return r.StatusReader
	}
	return statusreaders.NewGenericStatusReader(r.mapper, func(object *unstructured.Unstructured) (*kstatus.Result, error) {
		if object.GetDeletionTimestamp() != nil {
			return result(kstatus.TerminatingStatus, "Resource scheduled for deletion"), nil
		}
		return rule(ctx, object)
	})
}

func (r *reporter) ReadStatus(ctx context.Context, reader engine.ClusterReader, id object.ObjMetadata) (status *event.ResourceStatus, err error) {
	defer fault.Recovered(&err)
	status, err = r.readerOf(ctx, id.GroupKind).ReadStatus(ctx, reader, id)
	r.report(ctx, status)
	return status, err
}

func (r *reporter) ReadStatusForObject(ctx context.Context, reader engine.ClusterReader, object *unstructured.Unstructured) (status *event.ResourceStatus, err error) {
	defer fault.Recovered(&err)
	status, err = r.readerOf(ctx, object.GroupVersionKind().GroupKind()).ReadStatusForObject(ctx, reader, object)
	r.report(ctx, status)
	return status, err
}

func (r *reporter) report(ctx context.Context, status *event.ResourceStatus) {
	if status == nil || r.op.Err() != nil || ctx.Err() != nil {
		return
	}
	var version uint64
	ref := wire.ResourceRef{Kind: status.Identifier.GroupKind.Kind, Namespace: status.Identifier.Namespace, Name: status.Identifier.Name}
	if status.Resource != nil {
		ref.ApiVersion = status.Resource.GetAPIVersion()
		version, _ = strconv.ParseUint(status.Resource.GetResourceVersion(), 10, 64)
	}
	r.heed(status, ref)
	message := status.Message
	if status.Error != nil && message == "" {
		message = status.Error.Error()
	}
	r.op.Evidence.Readiness.Report(wire.ResourceStatus{ResourceRef: ref, Status: wire.ResourceState(status.Status), Message: message}, version)
}

// heed gives the wait up for an object whose status cannot be read, and not because of the API server: at once if a
// function was to tell, else after a while.
func (r *reporter) heed(status *event.ResourceStatus, ref wire.ResourceRef) {
	r.mu.Lock()
	defer r.mu.Unlock()
	err := status.Error
	isUnreadable := status.Status == kstatus.UnknownStatus && err != nil && !isServers(err)
	timer := r.unreadable[status.Identifier]
	switch {
	case !isUnreadable && timer != nil:
		timer.Stop()
		delete(r.unreadable, status.Identifier)
	case !isUnreadable || timer != nil:
	default:
		after, hint := unreadableFor, fault.HowToTell(ref)
		if _, ruled := r.rules.of(status.Identifier.GroupKind); ruled {
			hint = "its rule in readiness does not fit this status; a function can read any"
		}
		var function *unanswered
		if errors.As(err, &function) {
			after, hint = 0, ""
		}
		given := fault.Unreadable(ref, err, hint)
		r.unreadable[status.Identifier] = time.AfterFunc(after, func() { r.fail(given) })
	}
}

// isServers tells whether it was the API server that did not give an answer.
func isServers(err error) bool {
	var status apierrors.APIStatus
	return errors.As(err, &status) || fault.IsServers(err) || errors.Is(err, context.Canceled) || meta.IsNoMatchError(err)
}

// close ends it with its wait.
func (r *reporter) close() {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, timer := range r.unreadable {
		timer.Stop()
	}
}
