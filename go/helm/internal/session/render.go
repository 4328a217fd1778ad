package session

import (
	"cmp"
	"slices"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/client-go/discovery"

	"bunhelm/helm/internal/cluster"
)

// BeforeRender has something done once Helm has looked at the release's records and has processed the chart's
// dependencies, and before it asks what the cluster offers templates.
func (s *Session) BeforeRender(do func() error) { s.renders.before = do }

// Offer lets templates see the kinds that Kube.Expect takes for served.
func (s *Session) Offer() { s.renders.offered = s.Kube.Expected }

// renders is what Helm asks for what templates see (pkg/action/action.go getCapabilities).
type renders struct {
	*cluster.Getter
	before  func() error
	offered func() []schema.GroupVersionKind
}

// ToDiscoveryClient is asked for once an action.
func (r *renders) ToDiscoveryClient() (discovery.CachedDiscoveryInterface, error) {
	if before := r.before; before != nil {
		r.before = nil
		if err := before(); err != nil {
			return nil, err
		}
	}
	client, err := r.Getter.ToDiscoveryClient()
	if err == nil && r.offered != nil {
		client = &offering{client, r.offered()}
	}
	return client, err
}

// offering is a discovery with kinds that are not served yet.
type offering struct {
	discovery.CachedDiscoveryInterface
	kinds []schema.GroupVersionKind
}

func (o *offering) ServerGroupsAndResources() ([]*metav1.APIGroup, []*metav1.APIResourceList, error) {
	groups, resources, err := o.CachedDiscoveryInterface.ServerGroupsAndResources()
	slices.SortFunc(o.kinds, func(a, b schema.GroupVersionKind) int { return cmp.Compare(a.String(), b.String()) })
	for _, kind := range o.kinds {
		version := kind.GroupVersion().String()
		groups = append(groups, &metav1.APIGroup{Name: kind.Group, Versions: []metav1.GroupVersionForDiscovery{{GroupVersion: version, Version: kind.Version}}})
		resources = append(resources, &metav1.APIResourceList{GroupVersion: version, APIResources: []metav1.APIResource{{Kind: kind.Kind}}})
	}
	return groups, resources, err
}
