package releases

import (
	"fmt"
	"slices"
	"strconv"
	"time"

	"helm.sh/helm/v4/pkg/release/common"
	release "helm.sh/helm/v4/pkg/release/v1"

	"bunhelm/helm/internal/fault"
	"bunhelm/helm/internal/kubeclient"
	"bunhelm/helm/internal/operation"
	"bunhelm/helm/internal/results"
	"bunhelm/helm/internal/session"
	"bunhelm/helm/internal/wire"
)

// defaultSilence is how long nothing must have been heard of an operation before releases.unlock takes it for dead:
// twice the default timeout.
const defaultSilence = 10 * time.Minute

// Unlock frees a release that waits for the end of an operation which has been interrupted.
func Unlock(op *operation.Operation, r *wire.UnlockRequest) (result wire.UnlockResult, err error) {
	if err := nameRelease(op, r.Name, r.Namespace); err != nil {
		return result, err
	}
	s, err := openToWrite(op, r.Name, r.Namespace, holds)
	if err != nil {
		return result, err
	}
	defer s.Close()
	history, err := s.History(r.Name)
	if err != nil {
		return result, err
	}
	if len(history) == 0 {
		return result, fault.ReleaseNotFound(r.Name, s.Namespace, nil)
	}
	newest := history[len(history)-1]
	result.Release = results.Summary(newest)
	if !unfinished(newest) {
		return result, nil
	}
	silence := r.OlderThan.Or(defaultSilence)
	if r.Force {
		silence = 0
	}
	freed, err := free(s, history, silence, "olderThan", r.Description)
	if err != nil {
		return result, err
	}
	return wire.UnlockResult{Unlocked: true, Release: results.Summary(freed), Before: wire.Status(newest.Info.Status)}, nil
}

// takeOver frees a release for the operation that goes on with it, if that is wanted and nothing has been heard of the
// other for long enough; freed: it was. What the revisions that have failed since the last good one have made is deleted
// if the next one does not have it: Helm compares with the good one, and would leave it for good. dry: only that is known.
func takeOver(s *session.Session, name string, option *wire.Duration, dry bool) (freed bool, err error) {
	if option == nil {
		return false, nil
	}
	history, err := s.History(name)
	if err != nil || len(history) == 0 {
		return false, err
	}
	s.Kube.Sweep(failedSince(history))
	if dry || !unfinished(history[len(history)-1]) {
		return false, nil
	}
	_, err = free(s, history, time.Duration(*option), "takeOver", "")
	return err == nil, err
}

// failedSince are the revisions that have not come to their end since one did.
func failedSince(history []*release.Release) (found kubeclient.Swept) {
	for _, rel := range slices.Backward(history) {
		if rel.Info.Status != common.StatusFailed && !unfinished(rel) {
			break
		}
		found.Manifests, found.Since = append(found.Manifests, rel.Manifest), rel.Info.LastDeployed
	}
	return found
}

// free records that the newest revision has failed, unless its operation was heard of within the time. option: the name
// of the one that has the time.
func free(s *session.Session, history []*release.Release, silence time.Duration, option, description string) (*release.Release, error) {
	newest := history[len(history)-1]
	silent := func(rel *release.Release) error {
		if since := time.Since(lastHeard(rel)); silence > 0 && since < silence {
			return tooYoung(history, since, silence, option)
		}
		return nil
	}
	if err := silent(newest); err != nil {
		return nil, err
	}
	if description == "" {
		description = fmt.Sprintf("Interrupted: it was %s, and nothing was heard of its operation since %s", newest.Info.Status, lastHeard(newest).UTC().Format(time.RFC3339))
	}
	return s.Free(newest, description, silent)
}

func tooYoung(history []*release.Release, silent, silence time.Duration, option string) error {
	cause := fmt.Errorf("its operation was heard of %s ago", silent.Round(time.Second))
	details, since := pendingDetails(history)
	details.Hint = fmt.Sprintf("%v, and %s is %s: wait until then, or for its end", cause, option, silence)
	return stillPending(history[len(history)-1], *details, since, cause)
}

// lastHeard is when the operation that a record waits for wrote it last, or said that it lives.
func lastHeard(rel *release.Release) time.Time {
	heard := rel.Info.LastDeployed
	later := func(at time.Time) {
		if at.After(heard) {
			heard = at
		}
	}
	if rel.Info.Status == common.StatusUninstalling {
		later(rel.Info.Deleted)
	}
	for _, hook := range rel.Hooks {
		later(hook.LastRun.StartedAt)
		later(hook.LastRun.CompletedAt)
	}
	for _, label := range []string{"createdAt", "modifiedAt"} { // of Helm's drivers in the cluster
		if seconds, err := strconv.ParseInt(rel.Labels[label], 10, 64); err == nil {
			later(time.Unix(seconds, 0))
		}
	}
	return heard
}
