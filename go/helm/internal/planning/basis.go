package planning

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"

	release "helm.sh/helm/v4/pkg/release/v1"

	"bunhelm/helm/internal/changes"
	"bunhelm/helm/internal/definitions"
	"bunhelm/helm/internal/objects"
	"bunhelm/helm/internal/rehearsal"
	"bunhelm/helm/internal/wire"
)

// basis is what a plan was made from, but for the newest revision.
func (p *planner) basis(outcome *rehearsal.Outcome) wire.PlanBasis {
	basis := wire.PlanBasis{Digest: digestOf(p.Next), Objects: map[string]string{}}
	if p.Mode.Writes() {
		for _, one := range p.Definitions {
			basis.Objects[key(one.ResourceRef)] = stateOf(one)
		}
	}
	for _, group := range [][]rehearsal.Tried{outcome.Objects, outcome.Dropped} {
		for _, one := range group {
			state := changes.Hash(one.Live)
			if one.Unseen {
				state = "unknown" // which nothing is
			}
			basis.Objects[key(objects.RefOf(one.Info))] = state
		}
	}
	return basis
}

// stateOf is how an object of crds/ was.
func stateOf(one definitions.Definition) string {
	if !one.Known {
		return "unknown"
	}
	return changes.Hash(one.Live)
}

// digestOf is that of what would be applied and run.
func digestOf(rel *release.Release) string {
	hash := sha256.New()
	parts := []string{rel.Manifest}
	for _, hook := range rel.Hooks {
		parts = append(parts, hook.Manifest)
	}
	if rel.Chart != nil {
		for _, crd := range rel.Chart.CRDObjects() {
			parts = append(parts, crd.Filename, string(crd.File.Data))
		}
	}
	_, _ = hash.Write([]byte(strings.Join(parts, "\x00")))
	return hex.EncodeToString(hash.Sum(nil))
}

// key names an object, whatever the version in which it is looked at.
func key(ref wire.ResourceRef) string {
	group, _, hasGroup := strings.Cut(ref.ApiVersion, "/")
	if !hasGroup {
		group = ""
	}
	return group + "/" + ref.Kind + "/" + ref.Namespace + "/" + ref.Name
}
