package fault

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"time"

	apierrors "k8s.io/apimachinery/pkg/api/errors"

	"bunhelm/helm/internal/evidence"
	"bunhelm/helm/internal/wire"
)

// HookEvidence is what the cluster knows of a hook that has failed.
type HookEvidence struct {
	Why    evidence.Why
	Pods   []wire.PodReport
	Events []wire.EventReport
	// Timeout is how long it was waited for at most.
	Timeout time.Duration
}

// HookFailed shows a hook and its pods.
func HookFailed(cause error, hook wire.HookStatusEvent, seen HookEvidence) *wire.Error {
	why := oneLine(cause)
	switch inTime := !timedOut(cause); {
	case seen.Why.Reason == "" && inTime:
	case seen.Why.Reason == "":
		why = "timed out after " + inWords(seen.Timeout)
	case inTime:
		why = sentence(seen.Why)
	default:
		why = "timed out after " + inWords(seen.Timeout) + ": " + sentence(seen.Why)
	}
	err := Newf(wire.CodeHookFailed, wire.HookFailedDetails{
		Hook: hook.Hook, Event: hook.Event, Path: hook.Path, TimedOut: timedOut(cause),
		Reason: seen.Why.Reason, Message: seen.Why.Message, Pods: seen.Pods, Events: seen.Events,
	}, cause, "%s hook %s/%s failed: %s", hook.Event, hook.Hook.Kind, hook.Hook.Name, why)
	err.Phase = wire.PhaseHook
	err.Resource = &hook.Hook
	return err
}

func sentence(why evidence.Why) string {
	if why.Message == "" {
		return why.Reason
	}
	return why.Reason + ": " + why.Message
}

// watchRefused is a wait that may not look at what it waits for: nothing is known of that.
func watchRefused(cause error) *wire.Error {
	if !apierrors.IsForbidden(cause) {
		return nil
	}
	err := Newf(wire.CodeForbidden, wire.APIServerDetails{
		HintDetails: wire.HintDetails{Hint: "waiting needs permission to get, list and watch these objects; wait: false does not wait"},
		Status:      http.StatusForbidden, Reason: string(apierrors.ReasonForError(cause)),
	}, cause, "the release's objects were written, but this user may not wait for them: %s", oneLine(cause))
	err.Phase = wire.PhaseWait
	return err
}

// NotReady lists what a wait has waited for in vain, for at most timeout; what has a reason comes first.
func NotReady(cause error, resources []wire.NotReady, timeout time.Duration) *wire.Error {
	if refused := watchRefused(cause); refused != nil {
		return refused
	}
	code := wire.CodeWaitTimeout
	if !timedOut(cause) {
		code = wire.CodeResourceFailed
	}
	slices.SortStableFunc(resources, func(a, b wire.NotReady) int { return cmp.Compare(unexplained(a), unexplained(b)) })
	details := wire.WaitTimeoutDetails{Resources: resources}
	for _, one := range resources {
		if one.Status == wire.ResourceUnknown && one.Message != "" {
			details.Hint = HowToTell(one.ResourceRef)
			break
		}
	}
	err := New(code, details, cause)
	err.Phase = wire.PhaseWait
	if len(resources) > 0 {
		err.Message = describe(resources, code, timeout)
		err.Resource = &resources[0].ResourceRef
	}
	return err
}

// Unreadable is an object whose status cannot be told: it says something else than anybody expects, or the function that was
// to read it has failed. The hint says what to do.
func Unreadable(ref wire.ResourceRef, cause error, hint string) *wire.Error {
	details := wire.WaitTimeoutDetails{Resources: []wire.NotReady{{
		ResourceStatus: wire.ResourceStatus{ResourceRef: ref, Status: wire.ResourceUnknown, Message: cause.Error()},
		Pods:           []wire.PodReport{}, Events: []wire.EventReport{},
	}}}
	details.Hint = hint
	message := fmt.Sprintf("nobody can tell whether %s/%s is ready: %v", ref.Kind, ref.Name, cause)
	var script *thrown
	if errors.As(cause, &script) {
		message = fmt.Sprintf("the function in readiness for %s/%s failed: %s", ref.Kind, ref.Name, script.message)
	}
	e := New(wire.CodeResourceFailed, details, cause)
	if script != nil {
		e.Thrown = script.ask
	}
	e.Message, e.Resource, e.Phase = message, &ref, wire.PhaseWait
	return e
}

// HowToTell says how a wait can know when objects of a kind are ready.
func HowToTell(ref wire.ResourceRef) string {
	key := ref.Kind
	if group, _, hasGroup := strings.Cut(ref.ApiVersion, "/"); hasGroup {
		key = group + "/" + ref.Kind
	}
	return fmt.Sprintf(`say when such objects are ready, as in readiness: { %q: "condition=Ready" }, or do not wait for them: { %q: "skip" }`, key, key)
}

func unexplained(r wire.NotReady) int {
	if r.Reason == "" {
		return 1
	}
	return 0
}

func describe(resources []wire.NotReady, code wire.Code, timeout time.Duration) string {
	message := "timed out after " + inWords(timeout) + " waiting for"
	if code == wire.CodeResourceFailed {
		message = "not ready:"
	}
	for i, r := range resources {
		if i == 3 {
			message += fmt.Sprintf(" and %d more", len(resources)-i)
			break
		}
		if i > 0 {
			message += ","
		}
		text := cmp.Or(r.Message, string(r.Status))
		if r.Status == wire.ResourceCurrent {
			text = "ready " + r.Message
		}
		message += fmt.Sprintf(" %s/%s (%s)", r.Kind, r.Name, text)
	}
	return message
}

// nothing is how Helm says that it does not know how an object is: it has heard nothing of it, or could not
// read what it heard (pkg/kube/statuswait.go wait, v4.3.1).
var nothing = regexp.MustCompile(`not ready\. status: Unknown, message: (\n|$)`)

// Unheard makes words of what Helm says of an object whose status it does not know; late: the time of the
// wait is over, whatever the error says, such as that a watch was cut by that.
func Unheard(err error, late bool) error {
	if err == nil {
		return nil
	}
	words := nothing.ReplaceAllString(err.Error(), "not ready: its status is unknown$1")
	if words == err.Error() && (!late || timedOut(err)) {
		return err
	}
	return &reworded{words, late, err}
}

type reworded struct {
	text string
	late bool
	error
}

func (r *reworded) Error() string { return r.text }

// Is tells that the time is over.
func (r *reworded) Is(target error) bool { return r.late && target == context.DeadlineExceeded }

// Unwrap leaves the old words out of the causes.
func (r *reworded) Unwrap() error {
	if r.text == r.error.Error() {
		return r.error
	}
	if errors.Is(r.error, context.DeadlineExceeded) {
		return context.DeadlineExceeded
	}
	return nil
}
