package releases

import (
	"bunhelm/helm/internal/fault"
	"bunhelm/helm/internal/operation"
	"bunhelm/helm/internal/waiting"
	"bunhelm/helm/internal/wire"
)

// readiness reads the option of that name.
func readiness(op *operation.Operation, o *wire.WaitOptions) (*waiting.Rules, error) {
	if len(o.Readiness) > 0 && o.Wait != nil && *o.Wait == wire.WaitLegacy {
		return nil, fault.InvalidArgument("readiness", `readiness cannot be combined with wait: "legacy"`)
	}
	return waiting.ParseRules(op, o.Readiness)
}
