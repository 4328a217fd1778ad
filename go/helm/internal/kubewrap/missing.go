package kubewrap

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	apiextensionsv1 "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime/schema"
	yamlutil "k8s.io/apimachinery/pkg/util/yaml"
	"sigs.k8s.io/yaml"

	chart "helm.sh/helm/v4/pkg/chart/v2"
	"helm.sh/helm/v4/pkg/kube"
	release "helm.sh/helm/v4/pkg/release/v1"

	"bunhelm/helm/internal/fault"
	"bunhelm/helm/internal/manifest"
	"bunhelm/helm/internal/wire"
)

// missing is what is to be done about kinds that the API server does not serve.
type missing struct {
	skip     bool                             // leave the objects of a record out
	expected map[schema.GroupVersionKind]bool // those that the call would bring
	left     []wire.ResourceRef
	said     map[wire.ResourceRef]bool
}

// SkipMissing leaves out, of what a record has, the objects of kinds that are no longer served.
func (c *Client) SkipMissing() { c.missing.skip = true }

// Left are the objects that were left out.
func (c *Client) Left() []wire.ResourceRef { return c.missing.left }

// Expect takes the kinds that a chart's crds/ define for served, though they are not yet.
func (c *Client) Expect(crds []chart.CRD) {
	c.missing.expected = map[schema.GroupVersionKind]bool{}
	for _, crd := range crds {
		for _, definition := range definitions(crd) {
			for _, version := range definition.Spec.Versions {
				kind := schema.GroupVersionKind{Group: definition.Spec.Group, Version: version.Name, Kind: definition.Spec.Names.Kind}
				c.missing.expected[kind] = c.missing.expected[kind] || version.Served
			}
		}
	}
}

// definitions are the CustomResourceDefinitions in a file of crds/; what cannot be read is left to those
// who write it.
func definitions(crd chart.CRD) (found []*apiextensionsv1.CustomResourceDefinition) {
	_ = eachDocument(crd.File.Data, func(text []byte) error {
		definition := &apiextensionsv1.CustomResourceDefinition{}
		if yaml.Unmarshal(text, definition) == nil && definition.Kind == "CustomResourceDefinition" && definition.APIVersion == "apiextensions.k8s.io/v1" {
			found = append(found, definition)
		}
		return nil
	})
	return found
}

func eachDocument(text []byte, do func([]byte) error) error {
	reader := yamlutil.NewYAMLReader(bufio.NewReader(bytes.NewReader(text)))
	for {
		document, err := reader.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err == nil {
			err = do(document)
		}
		if err != nil {
			return err
		}
	}
}

// buildServed builds a manifest, which is that of a revision where it is not validated. Objects of kinds that are not served
// are left out where that is wanted, and said.
func (c *Client) buildServed(manifest []byte, validate bool) (kube.ResourceList, error) {
	list, err := c.Client.Build(bytes.NewReader(manifest), validate)
	if _, noKind := fault.NoKind(err); !noKind {
		return list, err
	}
	skip := c.missing.skip && !validate && c.hookOf(string(manifest)) == nil // of which nothing is left out
	if !skip && len(c.missing.expected) == 0 {
		if !validate {
			err = fault.NoLongerServed(err)
		}
		return list, err
	}
	served, splitErr := c.served(manifest, skip, func(ref wire.ResourceRef, isExpected bool) {
		if isExpected {
			c.leave(ref, "could not be validated: its kind is in the chart's crds/, but not in the cluster yet")
			return
		}
		c.leave(ref, "is left as it is: the API server no longer serves "+ref.ApiVersion+" "+ref.Kind)
		if !slices.Contains(c.missing.left, ref) {
			c.missing.left = append(c.missing.left, ref)
		}
	})
	if splitErr != nil {
		return list, err
	}
	return c.Client.Build(bytes.NewReader(served), validate)
}

// Look builds what an older revision has, to look at it. Objects of kinds that are no longer served are not
// among them, but named; nothing is said of them, and none counts as left.
func (c *Client) Look(manifest string) (list kube.ResourceList, unserved []wire.ResourceRef, err error) {
	defer fault.Recovered(&err)
	list, err = c.Client.Build(strings.NewReader(manifest), false)
	if _, noKind := fault.NoKind(err); !noKind {
		return list, nil, err
	}
	served, err := c.served([]byte(manifest), true, func(ref wire.ResourceRef, _ bool) { unserved = append(unserved, ref) })
	if err != nil {
		return nil, nil, err
	}
	list, err = c.Client.Build(bytes.NewReader(served), false)
	return list, unserved, err
}

// Heads names the objects of a document, each with a document of its own.
func Heads(document string) (found []Doubted) {
	_ = eachObject([]byte(document), func(text []byte) error {
		var head struct {
			APIVersion string `json:"apiVersion"`
			Kind       string `json:"kind"`
			Metadata   struct {
				Name      string `json:"name"`
				Namespace string `json:"namespace"`
			} `json:"metadata"`
		}
		if yaml.Unmarshal(text, &head) == nil && head.Kind != "" && head.Metadata.Name != "" {
			ref := wire.ResourceRef{ApiVersion: head.APIVersion, Kind: head.Kind, Namespace: head.Metadata.Namespace, Name: head.Metadata.Name}
			found = append(found, Doubted{ref, string(text)})
		}
		return nil
	})
	return found
}

// ServedHooks refuses a release, before its record is written, whose first hook could not be run, since the API
// server does not serve its kind. What comes before the other hooks may define their kinds, as an operator does or a
// Job: they are built when their turn comes.
func (c *Client) ServedHooks(rel *release.Release, status wire.Status) error {
	verb, begins := hookVerbs[status]
	if c.NoHooks || !begins {
		return nil
	}
	event := release.HookEvent("pre-" + verb)
	first := firstHook(rel.Hooks, event)
	if first == nil {
		return nil
	}
	_, err := c.Client.Build(strings.NewReader(first.Manifest), false)
	if _, noKind := fault.NoKind(err); noKind {
		return fault.In(wire.PhaseBuild, c.withoutKind(manifest.Objects(first.Manifest, first.Path), wire.HookEvent(event), err))
	}
	return nil
}

// firstHook is the one that Helm runs first (pkg/action/hooks.go hookByWeight).
func firstHook(hooks []*release.Hook, event release.HookEvent) (first *release.Hook) {
	for _, hook := range hooks {
		if slices.Contains(hook.Events, event) && (first == nil || hook.Weight < first.Weight || hook.Weight == first.Weight && hook.Name < first.Name) {
			first = hook
		}
	}
	return first
}

// served is a manifest without the objects that may be left out, of which drop is told.
func (c *Client) served(manifest []byte, skip bool, drop func(ref wire.ResourceRef, isExpected bool)) ([]byte, error) {
	mapper, err := c.cluster.ToRESTMapper()
	if err != nil {
		return nil, err
	}
	unserved := map[schema.GroupVersionKind]bool{}
	var kept bytes.Buffer
	err = eachObject(manifest, func(text []byte) error {
		var head metav1.PartialObjectMetadata
		if err := yaml.Unmarshal(text, &head); err != nil {
			return err
		}
		kind := head.GroupVersionKind()
		isUnserved, asked := unserved[kind]
		if !asked && kind.Kind != "" {
			_, err := mapper.RESTMapping(kind.GroupKind(), kind.Version)
			_, isUnserved = fault.NoKind(err)
			unserved[kind] = isUnserved
		}
		ref := wire.ResourceRef{ApiVersion: head.APIVersion, Kind: head.Kind, Namespace: head.Namespace, Name: head.Name}
		switch {
		case isUnserved && c.missing.expected[kind]:
			drop(ref, true)
			return nil
		case isUnserved && skip:
			mapping, err := mapper.RESTMapping(kind.GroupKind())
			if err != nil {
				drop(ref, false)
				return nil
			}
			// Another version is served.
			if text, err = withVersion(text, mapping.GroupVersionKind.GroupVersion().String()); err != nil {
				return err
			}
		}
		kept.WriteString("---\n")
		kept.Write(text)
		kept.WriteString("\n")
		return nil
	})
	return kept.Bytes(), err
}

// eachObject goes through documents, and through what Lists hold.
func eachObject(manifest []byte, do func([]byte) error) error {
	return eachDocument(manifest, func(text []byte) error {
		var list struct {
			Kind  string            `json:"kind"`
			Items []json.RawMessage `json:"items"`
		}
		if err := yaml.Unmarshal(text, &list); err != nil || !strings.HasSuffix(list.Kind, "List") || list.Items == nil {
			return do(text)
		}
		for _, item := range list.Items {
			if err := eachObject(item, do); err != nil {
				return err
			}
		}
		return nil
	})
}

// leave says once that nothing is done about an object.
func (c *Client) leave(ref wire.ResourceRef, why string) {
	if c.missing.said[ref] {
		return
	}
	if c.missing.said == nil {
		c.missing.said = map[wire.ResourceRef]bool{}
	}
	c.missing.said[ref] = true
	c.op.Emit(wire.LogEvent{Level: wire.LogWarn, Message: fmt.Sprintf("%s/%s %s", ref.Kind, ref.Name, why)})
}

func withVersion(text []byte, version string) ([]byte, error) {
	var object map[string]any
	if err := yaml.Unmarshal(text, &object); err != nil {
		return nil, err
	}
	object["apiVersion"] = version
	return json.Marshal(object)
}
