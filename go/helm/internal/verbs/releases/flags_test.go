package releases

import (
	"reflect"
	"testing"

	"helm.sh/helm/v4/pkg/action"
	"helm.sh/helm/v4/pkg/kube"

	"bunhelm/helm/internal/verbs/flagtest"
	"bunhelm/helm/internal/wire"
)

var config = action.NewConfiguration()

var verbs = []flagtest.Verb{
	{Command: "install", Request: &wire.InstallRequest{}, Action: func(r any) any {
		return newInstall(config, r.(*wire.InstallRequest))
	}},
	{Command: "upgrade", Request: &wire.UpgradeRequest{}, Action: func(r any) any {
		return newUpgrade(config, r.(*wire.UpgradeRequest), 10)
	}, Ignored: []string{"createNamespace"}},
	{Command: "upgrade --install", Request: &wire.UpgradeRequest{}, Action: func(r any) any {
		return newInstall(config, asInstall(r.(*wire.UpgradeRequest), false))
	}, Ignored: []string{"install", "resetValues", "reuseValues", "resetThenReuseValues", "historyMax", "cleanupOnFail"}},
	{Command: "rollback", Request: &wire.RollbackRequest{}, Action: func(r any) any {
		return newRollback(config, r.(*wire.RollbackRequest), 10)
	}},
	{Command: "uninstall", Request: &wire.UninstallRequest{}, Action: func(r any) any {
		return newUninstall(config, r.(*wire.UninstallRequest))
	}},
	{Command: "list", Request: &wire.ListRequest{}, Action: func(r any) any {
		return newList(config, r.(*wire.ListRequest))
	}},
	{Command: "test", Request: &wire.TestRequest{}, Action: func(r any) any {
		made, _ := newTest(config, r.(*wire.TestRequest))
		return made
	}, Elsewhere: []string{"logs"}},
	{Command: "history", Request: &wire.HistoryRequest{}},
	{Command: "status", Request: &wire.StatusRequest{}},
	{Command: "get all", Request: &wire.GetRequest{}},
	{Command: "get metadata", Request: &wire.GetMetadataRequest{}},
	{Command: "get values", Request: &wire.GetValuesRequest{}},
}

func TestEachOptionAloneChangesWhatHelmIsAskedFor(t *testing.T) { flagtest.Hold(t, verbs) }

func TestTheCLIWaitsForHooksAndWeForReadiness(t *testing.T) {
	for _, verb := range verbs {
		switch verb.Command {
		case "install", "upgrade", "rollback", "uninstall":
		default:
			continue
		}
		if theirs := flagtest.Default(t, verb.Command, "wait"); theirs != string(kube.HookOnlyStrategy) {
			t.Error(verb.Command, theirs)
		}
		ours := reflect.ValueOf(verb.Action(verb.Request)).Elem().FieldByName("WaitStrategy").Interface()
		if ours != kube.StatusWatcherStrategy {
			t.Error(verb.Command, ours)
		}
	}
}

func TestListHasNoLimitWhereTheCLIHasOne(t *testing.T) {
	for _, name := range []string{"list", "history"} {
		if theirs := flagtest.Default(t, name, "max"); theirs != "256" {
			t.Error(name, theirs)
		}
	}
	if ours := newList(config, &wire.ListRequest{}).Limit; ours != 0 {
		t.Error(ours)
	}
}
