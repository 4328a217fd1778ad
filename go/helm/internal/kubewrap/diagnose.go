package kubewrap

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"

	"k8s.io/apimachinery/pkg/api/meta"
	"k8s.io/apimachinery/pkg/api/validation/path"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/cli-runtime/pkg/resource"

	"helm.sh/helm/v4/pkg/kube"
	release "helm.sh/helm/v4/pkg/release/v1"

	"bunhelm/helm/internal/fault"
	"bunhelm/helm/internal/manifest"
	"bunhelm/helm/internal/wire"
)

// build is Helm's, with errors that say which object of which template is wrong.
func (c *Client) build(text string, validate bool) (kube.ResourceList, error) {
	list, err := c.buildServed([]byte(text), validate)
	hook := c.hookOf(text)
	if err == nil && (validate || hook != nil) {
		// Names that no object can have are found when the object is asked for, which tells neither it nor the template.
		for _, info := range list {
			if len(path.IsValidPathSegmentName(info.Name)) > 0 || info.Name == "" && !generatesName(info) {
				return list, c.diagnose(text, hook, fmt.Errorf("invalid resource name %q", info.Name))
			}
		}
	}
	if err != nil {
		return list, c.diagnose(text, hook, err)
	}
	return list, nil
}

func generatesName(info *resource.Info) bool {
	accessor, err := meta.Accessor(info.Object)
	return err == nil && accessor.GetGenerateName() != ""
}

// hookOf is the hook of a manifest, or nil.
func (c *Client) hookOf(text string) *release.Hook {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, hook := range c.hooks {
		if hook.Manifest == text {
			return hook
		}
	}
	return nil
}

// diagnose looks into a manifest that could not be built for the object that is wrong.
func (c *Client) diagnose(text string, hook *release.Hook, err error) error {
	template, event := "", wire.HookEvent("")
	if hook != nil {
		c.mu.Lock()
		template, event = hook.Path, c.hookEvent(hook)
		c.mu.Unlock()
	}
	objects := manifest.Objects(text, template)
	for _, object := range objects {
		if causes := object.Check(); causes != nil {
			return fault.Invalid(object, event, causes, err)
		}
	}
	if _, missing := fault.NoKind(err); missing {
		return c.withoutKind(objects, event, err)
	}
	for _, object := range objects {
		if causes := object.Complained(err.Error()); causes != nil {
			return fault.Invalid(object, event, causes, err)
		}
	}
	return err
}

// withoutKind names the object whose kind the API server does not offer, and the versions in which it does.
func (c *Client) withoutKind(objects []manifest.Object, event wire.HookEvent, err error) error {
	mapper, mapperErr := c.cluster.ToRESTMapper()
	if mapperErr != nil {
		return err
	}
	for _, object := range objects {
		ref := object.Ref()
		version, parseErr := schema.ParseGroupVersion(ref.ApiVersion)
		if parseErr != nil {
			continue
		}
		kind := version.WithKind(ref.Kind)
		if _, missing := mapper.RESTMapping(kind.GroupKind(), kind.Version); missing == nil {
			continue
		}
		var offered []string
		if others, otherErr := mapper.RESTMappings(kind.GroupKind()); otherErr == nil {
			for _, other := range others {
				offered = append(offered, other.GroupVersionKind.GroupVersion().String())
			}
		}
		e := fault.WithoutKind(object, event, offered, err)
		var known *wire.Error
		if event == "" && errors.As(err, &known) && len(offered) == 0 { // what can be done about a record
			details, _ := e.Details.(wire.ManifestInvalidDetails)
			if was, ok := known.Details.(wire.ManifestInvalidDetails); ok {
				details.Hint = was.Hint
				e.Details = details
			}
		}
		return e
	}
	return err
}

// nameIn is the name of the object that a request creates.
func nameIn(request *http.Request) string {
	if request.GetBody == nil {
		return ""
	}
	body, err := request.GetBody()
	if err != nil {
		return ""
	}
	defer func() { _ = body.Close() }()
	var object struct {
		Metadata struct {
			Name string `json:"name"`
		} `json:"metadata"`
	}
	data, err := io.ReadAll(body)
	if err != nil || json.Unmarshal(data, &object) != nil {
		return ""
	}
	return object.Metadata.Name
}
