// Package definitions brings the CustomResourceDefinitions of a chart's crds/ to the cluster, or compares them with those
// that are there.
package definitions

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"time"

	apiextensionsv1 "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/api/meta"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/cli-runtime/pkg/resource"

	chart "helm.sh/helm/v4/pkg/chart/v2"
	"helm.sh/helm/v4/pkg/kube"

	"bunhelm/helm/internal/changes"
	"bunhelm/helm/internal/fault"
	"bunhelm/helm/internal/kinds"
	"bunhelm/helm/internal/kubeclient"
	"bunhelm/helm/internal/limited"
	"bunhelm/helm/internal/objects"
	"bunhelm/helm/internal/operation"
	"bunhelm/helm/internal/wire"
)

// Mode is what a call does with what crds/ has.
type Mode int

// The modes.
const (
	// Leave writes none.
	Leave Mode = iota
	// Create writes those that the cluster does not have.
	Create
	// Apply is an install of Helm with server-side apply (pkg/action/install.go installCRDs).
	Apply
	// CreateReplace makes all of them what the chart says, whoever has changed them.
	CreateReplace
)

// Writes tells whether those that are missing are created.
func (m Mode) Writes() bool { return m != Leave }

// Updates tells whether those that differ are written.
func (m Mode) Updates() bool { return m >= Apply }

// The limits of the work.
const (
	// atOnce is how many are looked at at the same time.
	atOnce = 4
	// establishedWithin is how long they may take to be served, as Helm has it.
	establishedWithin = 60 * time.Second
)

// Set is what a chart has in crds/, in one operation.
type Set struct {
	op    *operation.Operation
	kube  *kubeclient.Client
	crds  []chart.CRD
	force bool
}

// Of is the set of a chart whose dependencies have been processed. force: of Apply, conflicts are none.
func Of(op *operation.Operation, client *kubeclient.Client, ch *chart.Chart, force bool) *Set {
	return &Set{op: op, kube: client, crds: ch.CRDObjects(), force: force}
}

// Refs name the objects.
func (s *Set) Refs() (refs []wire.ResourceRef) {
	for _, crd := range s.crds {
		for _, one := range kinds.Split(string(crd.File.Data)) {
			refs = append(refs, one.Ref)
		}
	}
	return refs
}

// CRDs are the files.
func (s *Set) CRDs() []chart.CRD { return s.crds }

// Definition is an object of crds/, beside that of the cluster.
type Definition struct {
	wire.ResourceRef
	// File is its path in the chart.
	File string
	// Defines is the kind that it defines; nil for another object.
	Defines *apiextensionsv1.CustomResourceDefinition
	// Known: the cluster has told whether it has it.
	Known bool
	// Live is that of the cluster; nil: there is none, or nobody knows.
	Live runtime.Object
	// Same: nothing would be written.
	Same bool
	// After is what would become of it, if that was tried.
	After runtime.Object
	// Err is why it would be refused.
	Err error
	// Losses are what its objects would lose.
	Losses Losses

	info  *resource.Info
	force bool
}

// Look compares each with that of the cluster, and has the API server try what the mode would write.
func (s *Set) Look(ctx context.Context, mode Mode) ([]Definition, error) {
	var all []Definition
	for _, crd := range s.crds {
		list, err := s.kube.Client.Build(bytes.NewReader(crd.File.Data), false)
		if err != nil && mode.Writes() {
			return nil, fault.WithPhase(wire.PhaseBuild, fmt.Errorf("failed to install CRD %s: %w", crd.Filename, err))
		}
		for _, info := range list {
			if slices.ContainsFunc(all, func(one Definition) bool { return isTwin(one.info, info) }) { // of an alias of the same subchart
				continue
			}
			all = append(all, Definition{ResourceRef: objects.RefOf(info), File: crd.Filename, Defines: definitionOf(info.Object), info: info, force: s.force})
		}
	}
	_ = limited.Each(ctx, atOnce, all, func(i int, _ Definition) error {
		all[i].look(ctx, mode)
		return nil
	})
	return all, context.Cause(ctx)
}

// Lose finds out what would be lost if those that differ became what the chart says.
func (s *Set) Lose(ctx context.Context, all []Definition) {
	_ = limited.Each(ctx, atOnce, all, func(i int, _ Definition) error {
		all[i].lose(ctx, s.kube.Factory.DynamicClient)
		return nil
	})
}

// isTwin tells whether two objects are the same.
func isTwin(one, other *resource.Info) bool {
	return objects.RefOf(one) == objects.RefOf(other) && reflect.DeepEqual(one.Object, other.Object)
}

func (d *Definition) look(ctx context.Context, mode Mode) {
	mapping := d.info.Mapping
	live, err := d.info.Client.Get().NamespaceIfScoped(d.info.Namespace, mapping.Scope.Name() == meta.RESTScopeNameNamespace).
		Resource(mapping.Resource.Resource).Name(d.Name).Do(ctx).Get()
	if err != nil && !apierrors.IsNotFound(err) { // this user may not read it
		if mode == Create || mode == CreateReplace {
			d.Err = d.refused(err)
		}
		return
	}
	d.Known = true
	if err == nil {
		d.Live = live
	}
	if accessor, err := meta.Accessor(d.Live); err == nil && accessor.GetDeletionTimestamp() != nil && mode.Writes() {
		d.Err = d.refused(errors.New("it is being deleted: wait until it is gone"))
		return
	}
	if d.Live != nil && !mode.Updates() || !mode.Writes() {
		d.Same = d.Live != nil && (d.Defines == nil || isSame(d.Defines, d.Live)) // another object is left as it is
		return
	}
	if d.After, err = d.write(mode, true); err != nil {
		d.Err = d.refused(err)
		return
	}
	d.Same = d.Live != nil && changes.Same(changes.Content(d.Live), changes.Content(d.After))
}

// Write brings the objects of crds/ to the cluster before anything else is done, and waits until the API server serves
// what they define. All are tried before the first is written; withdraws is asked before one is that has a version no longer
// served.
func (s *Set) Write(mode Mode, strategy kube.WaitStrategy, withdraws func() error) error {
	all, err := s.Look(s.op.Context(), mode)
	if err != nil {
		return err
	}
	if err := Refusal(all); err != nil {
		return err
	}
	if slices.ContainsFunc(all, func(one Definition) bool { return mode.Updates() && !one.Same && len(one.unserved()) > 0 }) {
		if err := withdraws(); err != nil {
			return err
		}
	}
	if !mode.Updates() {
		s.warn(all, false)
	}
	var list kube.ResourceList
	for _, one := range all {
		if one.Same || one.Live != nil && !mode.Updates() {
			continue
		}
		if _, err := one.write(mode, false); err != nil {
			return one.refused(err)
		}
		for _, version := range one.unserved() {
			s.kube.Withdraw(version)
		}
		list = append(list, one.info)
	}
	if len(list) == 0 {
		return nil
	}
	if strategy == kube.HookOnlyStrategy {
		strategy = kube.StatusWatcherStrategy
	}
	waiter, err := s.kube.GetWaiter(strategy)
	if err != nil {
		return err
	}
	return waiter.Wait(list, establishedWithin)
}

// Refusal is why some would not be written; nil if all would.
func Refusal(all []Definition) error {
	var failures []error
	for _, one := range all {
		failures = append(failures, one.Err)
	}
	return errors.Join(failures...)
}

func (d *Definition) refused(err error) error {
	return fault.WithPhase(wire.PhaseApply, fault.About(d.ResourceRef, fmt.Errorf("failed to install CRD %s of %s: %w", d.Name, d.File, err)))
}

// The limits of the look beside the work: nothing depends on it.
const (
	compareWithin = 10 * time.Second
	// compareAfter is how long it may take once the work is done.
	compareAfter = time.Second
)

// Compare warns, beside the work, of those that Helm passes over in silence. said waits for the warnings.
func (s *Set) Compare(mode Mode) (said func()) {
	ctx, cancel := context.WithTimeout(s.op.Context(), compareWithin)
	over := make(chan struct{})
	go func() {
		defer close(over)
		var err error
		defer fault.Recovered(&err)
		all, _ := s.Look(ctx, Leave)
		s.warn(all, mode == Leave)
	}()
	return func() {
		defer time.AfterFunc(compareAfter, cancel).Stop()
		<-over
		cancel()
	}
}

// warn tells of those that are left as they are; absent: of one that the cluster does not have too.
func (s *Set) warn(all []Definition, absent bool) {
	for _, one := range all {
		message := ""
		switch {
		case !one.Known, one.Same, one.Defines == nil, one.Live == nil && !absent:
			continue
		case one.Live == nil:
			message = fmt.Sprintf(`CustomResourceDefinition %s of %s is not in the cluster, and an upgrade does not install it: set crds: "create" if the release needs it`, one.Name, one.File)
		default:
			message = fmt.Sprintf(`CustomResourceDefinition %s in the cluster differs from the one in %s, and Helm does not update it: set crds: "createReplace" if the release needs it`, one.Name, one.File)
		}
		s.op.Emit(wire.WarningEvent{Message: message})
	}
}
