// Package kinds deals with objects whose kind the API server does not serve.
package kinds

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"sigs.k8s.io/yaml"

	"helm.sh/helm/v4/pkg/kube"

	"bunhelm/helm/internal/fault"
	"bunhelm/helm/internal/manifest"
	"bunhelm/helm/internal/wire"
)

// Kinds is what is to be done about them in one operation.
type Kinds struct {
	ctx    context.Context
	emit   func(wire.Event)
	kube   *kube.Client
	mapper func() (meta.RESTMapper, error)

	skips    bool                             // leave the objects of a record out
	moves    bool                             // read them in another version that is served
	expected map[schema.GroupVersionKind]bool // those that the call would bring
	replaced map[schema.GroupKind]bool        // those whose definitions it would replace
	left     []wire.ResourceRef
	awaited  []wire.ResourceRef
	moved    []schema.GroupKind // whose objects were read in another version
	said     map[wire.ResourceRef]bool
}

// New asks the mapper what is served, and builds with Helm's client.
func New(ctx context.Context, emit func(wire.Event), client *kube.Client, mapper func() (meta.RESTMapper, error)) *Kinds {
	return &Kinds{ctx: ctx, emit: emit, kube: client, mapper: mapper}
}

// SkipMissing leaves out, of what a record has, the objects of kinds that are no longer served in any version.
func (k *Kinds) SkipMissing() { k.skips, k.moves = true, true }

// MoveVersions reads what a record has in another version where its own is no longer served.
func (k *Kinds) MoveVersions() { k.moves = true }

// Awaited are the objects that were left out since the call would bring their kinds.
func (k *Kinds) Awaited() []wire.ResourceRef { return k.awaited }

// IsMoved tells whether an object of the kind was read in another version than its own.
func (k *Kinds) IsMoved(ref wire.ResourceRef) bool {
	return slices.Contains(k.moved, schema.FromAPIVersionAndKind(ref.ApiVersion, ref.Kind).GroupKind())
}

// Left are the objects that were left out.
func (k *Kinds) Left() []wire.ResourceRef { return k.left }

// BuildServed builds a manifest. Of that of a record, objects of kinds that are not served are left out where that is wanted,
// and said; isTarget: it is a hook's, or is about to be applied.
func (k *Kinds) BuildServed(manifest []byte, validate, isTarget bool) (kube.ResourceList, error) {
	list, err := k.kube.Build(bytes.NewReader(manifest), validate)
	isRecord := !isTarget
	if err == nil && isTarget {
		return list, k.withdrawn(list)
	}
	if _, noKind := fault.NoKind(err); !noKind {
		return list, err
	}
	if (isTarget || !k.moves) && len(k.expected) == 0 {
		if isRecord {
			err = fault.NoLongerServed(err)
		}
		return list, err
	}
	served, splitErr := k.served(manifest, isRecord && k.moves, isRecord && k.skips, func(ref wire.ResourceRef, isExpected bool) {
		if isExpected {
			if !slices.Contains(k.awaited, ref) {
				k.awaited = append(k.awaited, ref)
			}
			k.Leave(ref, "could not be validated: its kind is in the chart's crds/, but not in the cluster yet")
			return
		}
		k.leftOut(ref, "is skipped: the API server no longer serves "+ref.ApiVersion+" "+ref.Kind)
	})
	if splitErr != nil {
		return list, err
	}
	list, err = k.kube.Build(bytes.NewReader(served), validate)
	if _, noKind := fault.NoKind(err); noKind && isRecord {
		err = fault.NoLongerServed(err)
	}
	return list, err
}

// Look builds what an older revision has, to look at it. Objects of kinds that are no longer served are not
// among them, but named; nothing is said of them, and none counts as left.
func (k *Kinds) Look(manifest string) (list kube.ResourceList, unserved []wire.ResourceRef, err error) {
	defer fault.Recovered(&err)
	list, err = k.kube.Build(strings.NewReader(manifest), false)
	if _, noKind := fault.NoKind(err); !noKind {
		return list, nil, err
	}
	served, err := k.served([]byte(manifest), true, true, func(ref wire.ResourceRef, _ bool) { unserved = append(unserved, ref) })
	if err != nil {
		return nil, nil, err
	}
	list, err = k.kube.Build(bytes.NewReader(served), false)
	return list, unserved, err
}

// served is a manifest with other versions of kinds where move says so, and without the objects that may be left out, of
// which drop is told.
func (k *Kinds) served(manifest []byte, move, skip bool, drop func(ref wire.ResourceRef, isExpected bool)) ([]byte, error) {
	mapper, err := k.mapper()
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
		if isUnserved && k.expected[kind] {
			drop(ref, true)
			return nil
		}
		isMoved := false
		if isUnserved && move {
			var now schema.GroupVersion
			if now, isMoved = elsewhere(mapper, kind); isMoved {
				k.moved = append(k.moved, schema.GroupKind{Group: now.Group, Kind: kind.Kind})
				if text, err = moveTo(text, kind, now); err != nil {
					return err
				}
			}
		}
		if isUnserved && !isMoved && skip {
			drop(ref, false)
			return nil
		}
		kept.WriteString("---\n")
		kept.Write(text)
		kept.WriteString("\n")
		return nil
	})
	return kept.Bytes(), err
}

// Leave says once that nothing is done about an object.
func (k *Kinds) Leave(ref wire.ResourceRef, why string) {
	if k.said[ref] {
		return
	}
	if k.said == nil {
		k.said = map[wire.ResourceRef]bool{}
	}
	k.said[ref] = true
	k.emit(wire.LogEvent{Level: wire.LogWarn, Message: fmt.Sprintf("%s/%s %s", ref.Kind, ref.Name, why)})
}

// Behind says of an object that it should have been deleted, and could not be.
func (k *Kinds) Behind(ref wire.ResourceRef, err error) {
	k.leftOut(ref, "may still exist: "+err.Error())
}

// leftOut is Leave of an object that the result lists.
func (k *Kinds) leftOut(ref wire.ResourceRef, why string) {
	k.Leave(ref, why)
	if !slices.Contains(k.left, ref) {
		k.left = append(k.left, ref)
	}
}

// MayBeLeft tells of an object that cannot be looked at, where such are to be left out.
func (k *Kinds) MayBeLeft(ref wire.ResourceRef, err error) (skipped bool) {
	if !k.skips {
		return false
	}
	k.Behind(ref, err)
	return true
}

// Unserved names the object whose kind the API server does not offer, and the versions in which it does.
func (k *Kinds) Unserved(objects []manifest.Object, event wire.HookEvent, err error) error {
	mapper, mapperErr := k.mapper()
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
		if _, missing := mapper.RESTMapping(kind.GroupKind(), kind.Version); missing == nil && !k.Withdrawn(kind) {
			continue
		}
		var offered []string
		for expected, served := range k.expected {
			if served && expected.GroupKind() == kind.GroupKind() {
				offered = append(offered, expected.GroupVersion().String())
			}
		}
		if others, otherErr := mapper.RESTMappings(kind.GroupKind()); otherErr == nil && len(offered) == 0 {
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
