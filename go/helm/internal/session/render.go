package session

import (
	"cmp"
	"slices"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/client-go/discovery"

	"bunhelm/helm/internal/cluster"
	"bunhelm/helm/internal/kinds"
)

// BeforeRender has something done once Helm has looked at the release's records and has processed the chart's
// dependencies, and before it asks what the cluster offers templates.
func (s *Session) BeforeRender(do func() error) { s.renders.before = do }

// Offer lets templates see the kinds that Kube.Expect takes for served, and no others of the chart's.
func (s *Session) Offer() { s.renders.offered = s.Kube.Kinds }

// renders is what Helm asks for what templates see (pkg/action/action.go getCapabilities).
type renders struct {
	*cluster.Getter
	before  func() error
	offered *kinds.Kinds
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
		client = &offering{client, r.offered}
	}
	return client, err
}

// offering is a discovery of what is served once definitions are written.
type offering struct {
	discovery.CachedDiscoveryInterface
	kinds *kinds.Kinds
}

func (o *offering) ServerGroupsAndResources() ([]*metav1.APIGroup, []*metav1.APIResourceList, error) {
	groups, resources, err := o.CachedDiscoveryInterface.ServerGroupsAndResources()
	groups, resources = o.kept(groups, resources)
	expected := o.kinds.Expected()
	slices.SortFunc(expected, func(a, b schema.GroupVersionKind) int { return cmp.Compare(a.String(), b.String()) })
	for _, kind := range expected {
		version := kind.GroupVersion().String()
		groups = append(groups, &metav1.APIGroup{Name: kind.Group, Versions: []metav1.GroupVersionForDiscovery{{GroupVersion: version, Version: kind.Version}}})
		resources = append(resources, &metav1.APIResourceList{GroupVersion: version, APIResources: []metav1.APIResource{{Kind: kind.Kind}}})
	}
	return groups, resources, err
}

// kept is what is still served: a version that has lost all its kinds goes with them.
func (o *offering) kept(groups []*metav1.APIGroup, resources []*metav1.APIResourceList) ([]*metav1.APIGroup, []*metav1.APIResourceList) {
	gone := map[string]bool{}
	lists := make([]*metav1.APIResourceList, 0, len(resources))
	for _, list := range resources {
		version, err := schema.ParseGroupVersion(list.GroupVersion)
		left := slices.DeleteFunc(slices.Clone(list.APIResources), func(one metav1.APIResource) bool { return err == nil && o.kinds.Withdrawn(version.WithKind(one.Kind)) })
		if len(left) == 0 && len(list.APIResources) > 0 {
			gone[list.GroupVersion] = true
			continue
		}
		lists = append(lists, &metav1.APIResourceList{TypeMeta: list.TypeMeta, GroupVersion: list.GroupVersion, APIResources: left})
	}
	all := make([]*metav1.APIGroup, len(groups))
	for i, group := range groups {
		copied := *group
		copied.Versions = slices.DeleteFunc(slices.Clone(group.Versions), func(one metav1.GroupVersionForDiscovery) bool { return gone[one.GroupVersion] })
		all[i] = &copied
	}
	return all, lists
}
