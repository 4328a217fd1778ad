package results

import (
	"encoding/json"

	release "helm.sh/helm/v4/pkg/release/v1"

	"bunhelm/helm/internal/fault"
	"bunhelm/helm/internal/manifest"
	"bunhelm/helm/internal/wire"
)

// Objects are those of a release's manifest, then those of its hooks.
func Objects(rel *release.Release) ([]wire.RenderedObject, error) {
	found := []wire.RenderedObject{}
	add := func(text, template string, hook *wire.RenderedHook) error {
		for _, one := range manifest.Objects(text, template) {
			if one.Err != nil {
				return fault.Invalid(one, "", one.Check(), one.Err)
			}
			object, err := json.Marshal(one.Value)
			if err != nil {
				return err
			}
			found = append(found, wire.RenderedObject{Template: one.Template, Hook: hook, Object: wire.KubernetesObject{RawMessage: object}})
		}
		return nil
	}
	if err := add(rel.Manifest, "", nil); err != nil {
		return nil, err
	}
	for i, hook := range Hooks(rel.Hooks) {
		runs := &wire.RenderedHook{Events: hook.Events, Weight: hook.Weight, DeletePolicies: hook.DeletePolicies}
		if err := add(rel.Hooks[i].Manifest, hook.Path, runs); err != nil {
			return nil, err
		}
	}
	return found, nil
}
