package planning

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"strings"

	"k8s.io/apimachinery/pkg/api/meta"
	"k8s.io/apimachinery/pkg/runtime"
	utiljson "k8s.io/apimachinery/pkg/util/json"

	release "helm.sh/helm/v4/pkg/release/v1"

	"bunhelm/helm/internal/changes"
	"bunhelm/helm/internal/objects"
	"bunhelm/helm/internal/rehearsal"
	"bunhelm/helm/internal/wire"
)

func unmarshal(text []byte, into any) error { return utiljson.Unmarshal(text, into) }

// basisOf is what a plan was made from, but for the newest revision.
func basisOf(next *release.Release, outcome *rehearsal.Outcome) wire.PlanBasis {
	basis := wire.PlanBasis{Digest: digestOf(next), Objects: map[string]string{}}
	for _, group := range [][]rehearsal.Tried{outcome.Objects, outcome.Dropped} {
		for _, one := range group {
			basis.Objects[key(objects.RefOf(one.Info))] = stateOf(one.Live)
		}
	}
	return basis
}

// digestOf is that of what would be applied and run.
func digestOf(rel *release.Release) string {
	hash := sha256.New()
	parts := []string{rel.Manifest}
	for _, hook := range rel.Hooks {
		parts = append(parts, hook.Manifest)
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

// stateOf is an object as far as somebody decides about it; "" where there is none.
func stateOf(object runtime.Object) string {
	content := changes.Content(object)
	if content == nil {
		return ""
	}
	text, err := json.Marshal(content)
	if err != nil {
		return ""
	}
	hash := sha256.New()
	_, _ = hash.Write(text)
	if accessor, err := meta.Accessor(object); err == nil {
		_, _ = hash.Write([]byte(accessor.GetUID()))
	}
	return hex.EncodeToString(hash.Sum(nil))
}
