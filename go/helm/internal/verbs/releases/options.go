package releases

import (
	"cmp"
	"time"

	"helm.sh/helm/v4/pkg/action"
	"helm.sh/helm/v4/pkg/kube"

	"bunhelm/helm/internal/fault"
	"bunhelm/helm/internal/naming"
	"bunhelm/helm/internal/render"
	"bunhelm/helm/internal/wire"
)

// The CLI's defaults where the SDK's zero value means something else (pkg/cmd in v4.3.1). wait is
// the exception: await means ready.
const (
	defaultTimeout = 5 * time.Minute
	defaultWait    = wire.WaitWatcher
)

func strategy(options *wire.WaitOption) kube.WaitStrategy {
	wait := defaultWait
	if options.Wait != nil {
		wait = *options.Wait
	}
	return kube.WaitStrategy(wait)
}

func dryRun(option wire.DryRun) action.DryRunStrategy {
	if option == "" {
		return action.DryRunNone
	}
	return action.DryRunStrategy(option)
}

// checkDeploy refuses what Helm would find late, or never.
func checkDeploy(o *wire.DeployOptions, serverSide wire.ServerSide) error {
	if err := cmp.Or(naming.CheckLabels(o.Labels), naming.CheckSystemLabels(o.Labels), render.CheckPostRender(&o.PostRenderOptions)); err != nil {
		return err
	}
	if o.HideSecret && !o.DryRun.IsDry() {
		return fault.InvalidArgument("hideSecret", "hideSecret needs a dry run")
	}
	if o.SkipCrds && writesDefinitions(o.Crds) {
		return fault.InvalidArgument("crds", "crds: %q cannot be combined with skipCrds", o.Crds)
	}
	return checkApply(&o.ApplyOptions, serverSide)
}

// checkApply refuses what contradicts itself; Helm finds out when a revision is written already.
func checkApply(o *wire.ApplyOptions, serverSide wire.ServerSide) error {
	switch {
	case o.ForceReplace && o.ForceConflicts:
		return fault.InvalidArgument("forceReplace", "forceReplace cannot be combined with forceConflicts")
	case o.ForceReplace && serverSide == "true":
		return fault.InvalidArgument("forceReplace", "forceReplace needs serverSide: false")
	case o.ForceConflicts && serverSide == "false":
		return fault.InvalidArgument("forceConflicts", "forceConflicts needs server-side apply, and serverSide is false")
	}
	return nil
}

// applyMethod is the way of applying that the options mean. "auto" goes on as before, unless an option
// works in one way only: conflicts are a matter of server-side apply, replacing is not.
func applyMethod(o *wire.ApplyOptions, serverSide *wire.ServerSide) wire.ServerSide {
	switch {
	case serverSide != nil && *serverSide != "auto":
		return *serverSide
	case o.ForceConflicts:
		return "true"
	case o.ForceReplace:
		return "false"
	}
	return "auto"
}
