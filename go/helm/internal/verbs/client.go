package verbs

import (
	"encoding/json"
	"runtime"
	"runtime/debug"
	"strings"

	"helm.sh/helm/v4/pkg/chart/common"

	"bunhelm/helm/internal/cluster"
	"bunhelm/helm/internal/fault"
	"bunhelm/helm/internal/fetch"
	"bunhelm/helm/internal/operation"
	"bunhelm/helm/internal/owners"
	"bunhelm/helm/internal/repair"
	"bunhelm/helm/internal/wire"
)

// bunhelmVersion is set by the linker.
var bunhelmVersion = "0.0.0"

func init() { cluster.Version, fetch.Version = versions().Helm, versions().Helm }

func versions() wire.Version {
	v := wire.Version{
		Bunhelm:    bunhelmVersion,
		Helm:       common.DefaultCapabilities.HelmVersion.Version,
		Kubernetes: common.DefaultCapabilities.KubeVersion.Version,
		Go:         strings.TrimPrefix(runtime.Version(), "go"),
	}
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, module := range info.Deps {
			if module.Path == "k8s.io/client-go" {
				v.Kubernetes = "v1" + strings.TrimPrefix(module.Version, "v0")
			}
		}
	}
	return v
}

// Info is the static answer of bunhelm_info.
func Info(abi int) string {
	text, err := json.Marshal(struct {
		ABI int `json:"abi"`
		wire.Version
	}{abi, versions()})
	if err != nil {
		return "{}"
	}
	return string(text)
}

func version(*operation.Operation, *wire.VersionRequest) (wire.Version, error) {
	return versions(), nil
}

// repaired waits for the records of an operation whose call has settled before they were in order.
func repaired(op *operation.Operation, r *wire.RepairedRequest) (result wire.RepairedResult, err error) {
	if late := repair.Await(op.Context(), op.Channel, r.Operation); late != nil {
		result.Unwritten = fault.Late(late)
	}
	return result, nil
}

func closeClient(op *operation.Operation, _ *wire.CloseRequest) (wire.CloseRequest, error) {
	owners.Forget(op)
	return wire.CloseRequest{}, nil
}
