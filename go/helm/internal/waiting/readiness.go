package waiting

import (
	"context"
	"strconv"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"

	"github.com/fluxcd/cli-utils/pkg/kstatus/polling/engine"
	"github.com/fluxcd/cli-utils/pkg/kstatus/polling/event"
	"github.com/fluxcd/cli-utils/pkg/object"

	"bunhelm/helm/internal/fault"
	"bunhelm/helm/internal/operation"
	"bunhelm/helm/internal/wire"
)

// reporter passes on what a status reader finds out. It runs on goroutines of the informers, which
// do not recover.
type reporter struct {
	engine.StatusReader
	op       *operation.Operation
	supports func(schema.GroupKind) bool
}

func (r *reporter) Supports(kind schema.GroupKind) bool { return r.supports(kind) }

func (r *reporter) ReadStatus(ctx context.Context, reader engine.ClusterReader, id object.ObjMetadata) (status *event.ResourceStatus, err error) {
	defer fault.Recovered(&err)
	status, err = r.StatusReader.ReadStatus(ctx, reader, id)
	r.report(status)
	return status, err
}

func (r *reporter) ReadStatusForObject(ctx context.Context, reader engine.ClusterReader, object *unstructured.Unstructured) (status *event.ResourceStatus, err error) {
	defer fault.Recovered(&err)
	status, err = r.StatusReader.ReadStatusForObject(ctx, reader, object)
	r.report(status)
	return status, err
}

func (r *reporter) report(status *event.ResourceStatus) {
	if status == nil || r.op.Err() != nil {
		return
	}
	var version uint64
	ref := wire.ResourceRef{Kind: status.Identifier.GroupKind.Kind, Namespace: status.Identifier.Namespace, Name: status.Identifier.Name}
	if status.Resource != nil {
		ref.ApiVersion = status.Resource.GetAPIVersion()
		version, _ = strconv.ParseUint(status.Resource.GetResourceVersion(), 10, 64)
	}
	r.op.Evidence.Readiness.Report(wire.ResourceStatus{ResourceRef: ref, Status: wire.ResourceState(status.Status), Message: status.Message}, version)
}
