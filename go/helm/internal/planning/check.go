package planning

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/cli-runtime/pkg/resource"

	"helm.sh/helm/v4/pkg/kube"
	release "helm.sh/helm/v4/pkg/release/v1"

	"bunhelm/helm/internal/changes"
	"bunhelm/helm/internal/definitions"
	"bunhelm/helm/internal/fault"
	"bunhelm/helm/internal/limited"
	"bunhelm/helm/internal/objects"
	"bunhelm/helm/internal/results"
	"bunhelm/helm/internal/wire"
)

// looksAtOnce is how many objects are looked at at the same time.
const looksAtOnce = 8

var hint = wire.HintDetails{Hint: "make another plan"}

// CheckRevision refuses to carry out a plan of a release that has come further since.
func CheckRevision(basis *wire.PlanBasis, newest *release.Release) error {
	details := detailsOf(newest)
	if details.Revision == basis.Revision && details.Status == basis.Status {
		return nil
	}
	return outdated(details, "the release was at %s when it was made, and is at %s", at(basis.Revision, basis.Status), at(details.Revision, details.Status))
}

func detailsOf(newest *release.Release) wire.PlanOutdatedDetails {
	details := wire.PlanOutdatedDetails{HintDetails: hint, Objects: []wire.ResourceRef{}}
	if newest != nil {
		details.Revision, details.Status = newest.Version, results.Status(newest)
	}
	return details
}

func outdated(details wire.PlanOutdatedDetails, format string, arguments ...any) error {
	reason := fmt.Errorf(format, arguments...)
	return fault.Newf(wire.CodePlanOutdated, details, reason, "the plan is outdated: %s", reason)
}

// Check refuses to carry out a plan that was made from something else than what is now. next is the revision that is
// about to be written, list what it would change.
func Check(ctx context.Context, basis *wire.PlanBasis, next *release.Release, list kube.ResourceList) error {
	details := wire.PlanOutdatedDetails{HintDetails: hint, Revision: basis.Revision, Status: basis.Status, Objects: []wire.ResourceRef{}}
	if next.Version != basis.Revision+1 {
		details.Revision, details.Status = next.Version-1, ""
		return outdated(details, "the release was at %s when it was made, and the next revision is %d", at(basis.Revision, basis.Status), next.Version)
	}
	return checkObjects(ctx, basis, next, list, details)
}

// CheckUninstall does so for an uninstall of the newest revision.
func CheckUninstall(ctx context.Context, basis *wire.PlanBasis, newest *release.Release, list kube.ResourceList) error {
	if err := CheckRevision(basis, newest); err != nil || newest == nil {
		return err
	}
	return checkObjects(ctx, basis, newest, list, detailsOf(newest))
}

func checkObjects(ctx context.Context, basis *wire.PlanBasis, next *release.Release, list kube.ResourceList, details wire.PlanOutdatedDetails) error {
	if digestOf(next) != basis.Digest {
		return outdated(details, "the chart renders something else than when it was made")
	}
	states := make([]string, len(list))
	failures := limited.Each(ctx, looksAtOnce, list, func(i int, info *resource.Info) error {
		if info.Name == "" { // generateName
			return nil
		}
		object, err := resource.NewHelper(info.Client, info.Mapping).Get(info.Namespace, info.Name)
		if err == nil {
			states[i] = changes.Hash(object)
		}
		if apierrors.IsNotFound(err) {
			return nil
		}
		return err
	})
	if err := errors.Join(failures...); err != nil {
		return fmt.Errorf("could not get information about the resource: %w", err)
	}
	return compareStates(basis, objects.RefsOf(list), states, details)
}

// CheckDefinitions does so for what a chart has in crds/.
func CheckDefinitions(basis *wire.PlanBasis, all []definitions.Definition) error {
	refs, states := make([]wire.ResourceRef, len(all)), make([]string, len(all))
	for i, one := range all {
		refs[i], states[i] = one.ResourceRef, stateOf(one)
	}
	return compareStates(basis, refs, states, wire.PlanOutdatedDetails{HintDetails: hint, Revision: basis.Revision, Status: basis.Status, Objects: []wire.ResourceRef{}})
}

func compareStates(basis *wire.PlanBasis, refs []wire.ResourceRef, states []string, details wire.PlanOutdatedDetails) error {
	var names []string
	for i, ref := range refs {
		if before, planned := basis.Objects[key(ref)]; before != states[i] || !planned && states[i] != "" {
			details.Objects = append(details.Objects, ref)
			names = append(names, ref.Kind+"/"+ref.Name)
		}
	}
	if len(names) == 0 {
		return nil
	}
	slices.Sort(names)
	return outdated(details, "%s changed since it was made", strings.Join(names, ", "))
}

func at(revision int, status wire.Status) string {
	if revision == 0 {
		return "no revision"
	}
	return fmt.Sprintf("revision %d (%s)", revision, status)
}
