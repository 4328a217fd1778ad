// Package waiting waits for objects as Helm does, telling why they are not ready.
package waiting

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/api/meta"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/cli-runtime/pkg/resource"

	"github.com/fluxcd/cli-utils/pkg/kstatus/polling/statusreaders"
	kstatus "github.com/fluxcd/cli-utils/pkg/kstatus/status"
	"github.com/fluxcd/cli-utils/pkg/object"

	"helm.sh/helm/v4/pkg/kube"

	"bunhelm/helm/internal/diagnosis"
	"bunhelm/helm/internal/fault"
	"bunhelm/helm/internal/gate"
	"bunhelm/helm/internal/objects"
	"bunhelm/helm/internal/operation"
	"bunhelm/helm/internal/podlogs"
	"bunhelm/helm/internal/stage"
	"bunhelm/helm/internal/wire"
)

// Waits is what the waits of an operation share.
type Waits struct {
	Op        *operation.Operation
	Gate      *gate.Gate
	Kube      *kube.Client
	Mapper    func() (meta.RESTMapper, error)
	Stage     *stage.Stage
	Diagnosis *diagnosis.Diagnosis
	// Rules say when objects of some kinds are ready.
	Rules *Rules
	// BeforeDelete may refuse that deleted objects are waited for.
	BeforeDelete func(deleted kube.ResourceList) error
}

// Waiter ends with the operation and reports what it sees. Helm's own is made per method: which readers may report
// differs.
func (w *Waits) Waiter(strategy kube.WaitStrategy, options []kube.WaitOption) kube.Waiter {
	return &waiter{Waits: w, strategy: strategy, options: options}
}

type waiter struct {
	*Waits
	strategy kube.WaitStrategy
	options  []kube.WaitOption
}

// inner makes Helm's waiter, which ends with a context. reports says for which kinds our reader may stand before Helm's
// own; fail is told why the wait is to end, and closed is for its end.
func (w *waiter) inner(ctx context.Context, reports func(schema.GroupKind) bool, fail func(error)) (inner kube.Waiter, closed func(), err error) {
	closed = func() {}
	// Without the CLI's WithStatusComputeWorkers(8): several workers may deliver an older status after a
	// newer one (cli-utils v1.2.2, object_status_reporter.go), and what is ready counts as not ready.
	options := append(slices.Clone(w.options), kube.WithWaitContext(ctx))
	if reports != nil && w.strategy == kube.StatusWatcherStrategy {
		mapper, err := w.Mapper()
		if err != nil {
			return nil, closed, err
		}
		reader := &reporter{
			StatusReader: statusreaders.NewDefaultStatusReader(mapper), op: w.Op, mapper: mapper, rules: w.Rules, supports: reports,
			fail: fail, unreadable: map[object.ObjMetadata]*time.Timer{},
		}
		closed = reader.close
		options = append(options, kube.WithKStatusReaders(reader))
	}
	inner, err = w.Kube.GetWaiterWithOptions(w.strategy, options...)
	return inner, closed, err
}

// none is for waits in which no status is read.
func none(error) {}

func everything(schema.GroupKind) bool { return true }

func notJobs(kind schema.GroupKind) bool {
	return kind != schema.GroupKind{Group: "batch", Kind: "Job"}
}

// Wait waits until the objects are ready.
func (w *waiter) Wait(list kube.ResourceList, timeout time.Duration) error {
	return w.wait(list, timeout, false, everything, kube.Waiter.Wait)
}

// WaitWithJobs waits until the objects are ready and the Jobs complete.
func (w *waiter) WaitWithJobs(list kube.ResourceList, timeout time.Duration) error {
	return w.wait(list, timeout, true, notJobs, kube.Waiter.WaitWithJobs)
}

func (w *waiter) wait(list kube.ResourceList, timeout time.Duration, jobs bool, reports func(schema.GroupKind) bool, method func(kube.Waiter, kube.ResourceList, time.Duration) error) (err error) {
	if list = w.Rules.waitedFor(list); len(list) == 0 || w.strategy == kube.HookOnlyStrategy {
		return nil
	}
	defer fault.Recovered(&err)
	op := w.Op
	op.Evidence.Readiness.Forget()
	op.Evidence.Phase(wire.PhaseWait, len(list))
	ruled := func(kind schema.GroupKind) bool {
		_, ruled := w.Rules.of(kind)
		return ruled
	}
	heard := func(kind schema.GroupKind) bool {
		return w.strategy == kube.StatusWatcherStrategy && (reports(kind) || ruled(kind))
	}
	stop := w.Diagnosis.Watch(list, jobs, heard)
	began := time.Now()
	w.Diagnosis.Ruled = ruled
	var given atomic.Pointer[error] // why the wait is given up
	err = w.ride(timeout, func(ctx context.Context, timeout time.Duration) error {
		ctx, cancel := context.WithCancel(ctx)
		defer cancel()
		inner, closed, err := w.inner(ctx, reports, func(why error) {
			given.CompareAndSwap(nil, &why)
			cancel()
		})
		defer closed()
		if err != nil {
			return fault.WithPhase(wire.PhaseWait, err)
		}
		if err = method(inner, list, timeout); err != nil && given.Load() != nil {
			return fault.WithPhase(wire.PhaseWait, *given.Load())
		}
		return err
	})
	stop()
	if err == nil {
		return nil
	}
	if op.Err() == nil {
		err = w.notReady(fault.Unheard(err, time.Since(began) >= timeout), kstatus.CurrentStatus, list, jobs, timeout)
	}
	return err
}

// tryEvery is the pause before a wait is begun again.
const tryEvery = time.Second

// ride rides out an outage: Helm's waiters do so once they have begun, but end at once where the API server
// is away when they begin.
func (w *waiter) ride(timeout time.Duration, wait func(context.Context, time.Duration) error) error {
	ctx, stop := w.Gate.WhileKnown()
	defer stop()
	for end := time.Now().Add(timeout); ; {
		err := wait(ctx, max(time.Until(end), time.Millisecond))
		outage := w.Gate.Outage()
		if err == nil || outage == nil || outage.Unauthorized || time.Until(end) < tryEvery || !gate.Pause(ctx, tryEvery) {
			return err
		}
	}
}

// notReady says why a wait has failed: the cluster knows, unless nobody can be asked.
func (w *waiter) notReady(err error, wanted kstatus.Status, list kube.ResourceList, jobs bool, timeout time.Duration) error {
	op := w.Op
	var because []wire.NotReady
	outage := w.Gate.OutageDuring(func() { because = w.Diagnosis.NotReady(wanted, list, jobs) })
	if outage != nil {
		err = outage.Lost(op, wire.PhaseWait, "while waiting for the release's objects")
	} else if !fault.HasPhase(wire.PhaseWait, err) { // there was no waiter
		err = fault.NotReady(err, because, timeout)
	}
	fault.Remember(op, err)
	return err
}

// WaitForDelete waits until the objects are gone. It looks before: Helm's own wait takes 100 ms
// even for what is long gone. And after: Helm takes an object that its watch has not shown yet for
// gone (statuswait.go statusObserver, v4.3.1).
func (w *waiter) WaitForDelete(list kube.ResourceList, timeout time.Duration) (err error) {
	defer fault.Recovered(&err)
	op := w.Op
	if err := w.BeforeDelete(list); err != nil {
		return err
	}
	if w.strategy == kube.HookOnlyStrategy {
		return nil
	}
	seen := map[*resource.Info]types.UID{}
	left := remaining(list, seen)
	if len(left) > 0 && !objects.IsHook(left[0]) {
		op.Evidence.Readiness.Forget()
		op.Evidence.Phase(wire.PhaseWait, len(left))
	}
	ctx, stop := w.Gate.WhileKnown()
	defer stop()
	for end := time.Now().Add(timeout); len(left) > 0; {
		inner, _, err := w.inner(ctx, nil, none)
		if err != nil {
			return fault.WithPhase(wire.PhaseWait, err)
		}
		err = inner.WaitForDelete(left, max(time.Until(end), time.Millisecond))
		if op.Err() != nil {
			return err
		}
		// "still exists" before the time is over is the same mistake the other way round.
		if err != nil && (time.Now().After(end) || !strings.Contains(err.Error(), "still exists")) {
			return w.notReady(err, kstatus.NotFoundStatus, left, false, timeout)
		}
		if left = remaining(left, seen); len(left) > 0 {
			select {
			case <-time.After(lookAgain):
			case <-op.Context().Done():
			}
		}
	}
	return nil
}

// lookAgain is the pause before the next look at what Helm takes for gone.
const lookAgain = 50 * time.Millisecond

// remaining are the objects that are still there, or may be. One that somebody has made anew under
// the same name since it was first seen is another.
func remaining(list kube.ResourceList, seen map[*resource.Info]types.UID) kube.ResourceList {
	var left kube.ResourceList
	for _, info := range list {
		object, err := resource.NewHelper(info.Client, info.Mapping).Get(info.Namespace, info.Name)
		if apierrors.IsNotFound(err) {
			continue
		}
		if accessor, accessErr := meta.Accessor(object); err == nil && accessErr == nil {
			if before, known := seen[info]; known && before != accessor.GetUID() {
				continue
			}
			seen[info] = accessor.GetUID()
		}
		left = append(left, info)
	}
	return left
}

// WatchUntilReady waits for a hook.
func (w *waiter) WatchUntilReady(list kube.ResourceList, timeout time.Duration) (err error) {
	op, hook := w.Op, w.Stage.Hook()
	defer w.Stage.HookEnded()
	defer fault.Recovered(&err)
	stop := func() {}
	if hook != nil {
		stop = podlogs.Follow(op.Context(), op.Emit, w.Kube.Factory.KubernetesClientSet, hook.Hook, list)
	}
	stopLooking := w.Diagnosis.Watch(list, true, func(schema.GroupKind) bool { return false })
	err = w.ride(timeout, func(ctx context.Context, timeout time.Duration) error {
		inner, _, err := w.inner(ctx, nil, none)
		if err != nil {
			return err
		}
		began := time.Now()
		err = inner.WatchUntilReady(list, timeout)
		return fault.Unheard(err, time.Since(began) >= timeout)
	})
	stopLooking()
	stop()
	if err == nil {
		op.Evidence.Readiness.Forget() // the hook is done
	}
	if hook == nil {
		return err
	}
	ended := *hook
	ended.Status = wire.HookSucceeded
	if err != nil {
		ended.Status = wire.HookFailed
		if op.Err() == nil {
			var evidence fault.HookEvidence
			if outage := w.Gate.OutageDuring(func() { evidence = w.Diagnosis.HookFailed(list) }); outage != nil {
				err = outage.Lost(op, wire.PhaseHook, fmt.Sprintf("while waiting for the %s hook %s/%s", ended.Event, ended.Hook.Kind, ended.Hook.Name))
			} else {
				evidence.Timeout = timeout
				err = fault.HookFailed(err, ended, evidence)
			}
			fault.Remember(op, err)
		}
	}
	op.Evidence.Hook(ended)
	return err
}
