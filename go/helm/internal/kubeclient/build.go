package kubeclient

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"k8s.io/apimachinery/pkg/api/meta"
	"k8s.io/apimachinery/pkg/api/validation/path"
	"k8s.io/cli-runtime/pkg/resource"

	"helm.sh/helm/v4/pkg/kube"
	release "helm.sh/helm/v4/pkg/release/v1"

	"bunhelm/helm/internal/evidence"
	"bunhelm/helm/internal/fault"
	"bunhelm/helm/internal/manifest"
	"bunhelm/helm/internal/objects"
	"bunhelm/helm/internal/stage"
	"bunhelm/helm/internal/wire"
)

// Build parses a manifest and maps its kinds.
func (c *Client) Build(reader io.Reader, validate bool) (list kube.ResourceList, err error) {
	defer fault.Recovered(&err)
	text, err := io.ReadAll(reader)
	if err != nil {
		return nil, err
	}
	if validate { // what is about to be applied, the release's own first
		c.op.Evidence.Manifest(string(text))
	}
	if c.stage.Status() == "" { // no record tells more yet
		c.op.Evidence.Rendered(evidence.Rendered{Manifest: string(text)})
	}
	if list, err = c.build(string(text), validate); err != nil {
		err = fault.WithPhase(wire.PhaseBuild, c.gate.Regained(err))
		if c.stage.Status() == wire.StatusUninstalling { // or only "failed to delete release" is left of it
			fault.Remember(c.op, err)
		}
		return list, err
	}
	for _, info := range list {
		c.gate.Learn(info.Mapping.GroupVersionKind.GroupVersion().String(), info.Mapping.Resource.Resource, info.Mapping.GroupVersionKind.Kind)
	}
	c.mu.Lock()
	c.before, c.built = c.built, list
	c.mu.Unlock()
	if refs := objects.RefsOf(list); c.stage.ManifestBuilt(string(text), refs) {
		c.op.Evidence.Planned(refs)
	}
	return list, nil
}

// build is Helm's, with errors that say which object of which template is wrong.
func (c *Client) build(text string, validate bool) (kube.ResourceList, error) {
	hook, event := c.stage.HookOf(text)
	isTarget := validate || hook != nil || c.Unvalidated && !c.isRecorded(text)
	list, err := c.BuildServed([]byte(text), validate, isTarget)
	if err == nil && (validate || hook != nil) {
		// Names that no object can have are found when the object is asked for, which tells neither it nor the template.
		for _, info := range list {
			if len(path.IsValidPathSegmentName(info.Name)) > 0 || info.Name == "" && !generatesName(info) {
				return list, c.diagnose(text, hook, event, fmt.Errorf("invalid resource name %q", info.Name))
			}
		}
	}
	if err != nil {
		return list, c.diagnose(text, hook, event, err)
	}
	return list, nil
}

// KnowRecord tells which manifest a record has: where documents are not validated, that of the next revision, which is built
// first, is built in the same way.
func (c *Client) KnowRecord(manifest string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.recorded = append(c.recorded, manifest)
}

func (c *Client) isRecorded(manifest string) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.first == nil {
		c.first = &manifest
	}
	return manifest != *c.first && slices.Contains(c.recorded, manifest)
}

func generatesName(info *resource.Info) bool {
	accessor, err := meta.Accessor(info.Object)
	return err == nil && accessor.GetGenerateName() != ""
}

// ServedHooks refuses a release, before its record is written, whose first hook could not be run, since the API
// server does not serve its kind. What comes before the other hooks may define their kinds, as an operator does or a
// Job: they are built when their turn comes.
func (c *Client) ServedHooks(rel *release.Release, status wire.Status) error {
	first, event := stage.FirstHook(rel.Hooks, status)
	if c.NoHooks || first == nil {
		return nil
	}
	_, err := c.Client.Build(strings.NewReader(first.Manifest), false)
	if _, noKind := fault.NoKind(err); noKind {
		return fault.WithPhase(wire.PhaseBuild, c.Unserved(manifest.Objects(first.Manifest, first.Path), event, err))
	}
	return nil
}

// diagnose looks into a manifest that could not be built for the object that is wrong.
func (c *Client) diagnose(text string, hook *release.Hook, event wire.HookEvent, err error) error {
	template := ""
	if hook != nil {
		template = hook.Path
	}
	rendered := manifest.Objects(text, template)
	for _, object := range rendered {
		if causes := object.Check(); causes != nil {
			return fault.Invalid(object, event, causes, err)
		}
	}
	if _, missing := fault.NoKind(err); missing {
		return c.Unserved(rendered, event, err)
	}
	for _, object := range rendered {
		if causes := object.Complained(err.Error()); causes != nil {
			return fault.Invalid(object, event, causes, err)
		}
	}
	return err
}
