package kinds

import (
	"context"
	"encoding/json"
	"fmt"
	"reflect"
	"time"

	apiextensionsv1 "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/client-go/dynamic"
	"sigs.k8s.io/yaml"

	chart "helm.sh/helm/v4/pkg/chart/v2"

	"bunhelm/helm/internal/fault"
	"bunhelm/helm/internal/limited"
	"bunhelm/helm/internal/wire"
)

// Nothing depends on the cluster's definitions: so long they may take to come, and so long after the work is done.
const (
	definitionsLimit = 10 * time.Second
	definitionsAfter = time.Second
	// So many are asked for at a time.
	definitionsAtOnce = 4
)

// CompareDefinitions warns, beside the work, of the CustomResourceDefinitions in crds/ that the cluster has
// otherwise, which Helm passes over in silence; absent: of those that it does not have too. said waits for
// the warnings.
func (k *Kinds) CompareDefinitions(crds []chart.CRD, absent bool) (said func()) {
	if len(crds) == 0 {
		return func() {}
	}
	ctx, cancel := context.WithTimeout(k.ctx, definitionsLimit)
	over := make(chan struct{})
	go func() {
		defer close(over)
		var err error
		defer fault.Recovered(&err)
		for _, one := range k.Definitions(ctx, crds) {
			k.warn(one, absent)
		}
	}()
	return func() {
		defer time.AfterFunc(definitionsAfter, cancel).Stop()
		<-over
		cancel()
	}
}

// Definition is a CustomResourceDefinition of a chart's crds/, beside that of the cluster.
type Definition struct {
	Name string
	// File is its path in the chart.
	File string
	// Group and Kind are what it defines.
	Group, Kind string
	// Known: the cluster has told whether it has it.
	Known bool
	// Exists: the cluster has one of that name; Same: it says the same.
	Exists, Same bool
}

// Definitions compares those of crds/ with those of the cluster.
func (k *Kinds) Definitions(ctx context.Context, crds []chart.CRD) []Definition {
	type pair struct {
		file   string
		wanted *apiextensionsv1.CustomResourceDefinition
	}
	var all []pair
	for _, crd := range crds {
		for _, wanted := range definitions(crd) {
			all = append(all, pair{crd.Filename, wanted})
		}
	}
	found := make([]Definition, len(all))
	client, err := k.kube.Factory.DynamicClient()
	_ = limited.Each(ctx, definitionsAtOnce, all, func(i int, one pair) error {
		found[i] = Definition{Name: one.wanted.Name, File: one.file, Group: one.wanted.Spec.Group, Kind: one.wanted.Spec.Names.Kind}
		if err == nil {
			found[i].compare(ctx, client, one.wanted)
		}
		return nil
	})
	return found
}

func (d *Definition) compare(ctx context.Context, client dynamic.Interface, wanted *apiextensionsv1.CustomResourceDefinition) {
	resource := apiextensionsv1.SchemeGroupVersion.WithResource("customresourcedefinitions")
	found, err := client.Resource(resource).Get(ctx, wanted.Name, metav1.GetOptions{})
	if apierrors.IsNotFound(err) {
		d.Known = true
		return
	}
	var live apiextensionsv1.CustomResourceDefinition
	if err != nil || runtime.DefaultUnstructuredConverter.FromUnstructured(found.Object, &live) != nil { // the user may not read it
		return
	}
	d.Known, d.Exists, d.Same = true, true, sameDefinition(wanted, &live)
}

// warn tells of a definition that Helm leaves as it is.
func (k *Kinds) warn(one Definition, absent bool) {
	message := ""
	switch {
	case !one.Known, one.Same, !one.Exists && !absent:
		return
	case !one.Exists:
		message = fmt.Sprintf("CustomResourceDefinition %s of %s is not in the cluster, and an upgrade does not install it", one.Name, one.File)
	default:
		message = fmt.Sprintf("CustomResourceDefinition %s in the cluster differs from the one in %s, and Helm does not update it", one.Name, one.File)
	}
	k.emit(wire.WarningEvent{Message: message + ": apply that file yourself first if the release needs it"})
}

// sameDefinition compares what two definitions say once the API server's defaults are in. The certificate
// of a conversion webhook is often put in by somebody else.
func sameDefinition(wanted, live *apiextensionsv1.CustomResourceDefinition) bool {
	wanted, live = wanted.DeepCopy(), live.DeepCopy()
	apiextensionsv1.SetObjectDefaults_CustomResourceDefinition(wanted)
	apiextensionsv1.SetObjectDefaults_CustomResourceDefinition(live)
	if bundle := caBundle(wanted); bundle != nil && len(*bundle) == 0 {
		if other := caBundle(live); other != nil {
			*other = nil
		}
	}
	return reflect.DeepEqual(plain(wanted.Spec), plain(live.Spec))
}

func caBundle(definition *apiextensionsv1.CustomResourceDefinition) *[]byte {
	conversion := definition.Spec.Conversion
	if conversion == nil || conversion.Webhook == nil || conversion.Webhook.ClientConfig == nil {
		return nil
	}
	return &conversion.Webhook.ClientConfig.CABundle
}

func plain(value any) (made any) {
	text, err := json.Marshal(value)
	if err != nil || json.Unmarshal(text, &made) != nil {
		return nil
	}
	return made
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
