package gate

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"k8s.io/apimachinery/pkg/runtime/schema"

	"bunhelm/helm/internal/wire"
)

// observed is what the answers to an operation have shown.
type observed struct {
	mu       sync.Mutex        // guards what follows
	versions map[string]string // path -> resourceVersion last seen
	kinds    map[string]string // group/version/resource -> kind
	crds     time.Time         // when this operation last changed what the API server offers
	offered  []string          // group/versions that it has added
	// withdrawn are kinds that it has had the API server no longer serve.
	withdrawn []schema.GroupVersionKind
}

// Withdraw notes that a kind is no longer served.
func (o *observed) Withdraw(kind schema.GroupVersionKind) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.withdrawn = append(o.withdrawn, kind)
}

// Withdrawn are the kinds that this operation has had the API server no longer serve.
func (o *observed) Withdrawn() []schema.GroupVersionKind {
	o.mu.Lock()
	defer o.mu.Unlock()
	return slices.Clone(o.withdrawn)
}

// ChangedDiscovery is when this operation last wrote or deleted a CustomResourceDefinition.
func (o *observed) ChangedDiscovery() time.Time {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.crds
}

// Offered are the group versions of the CustomResourceDefinitions that this operation has written.
func (o *observed) Offered() []string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return slices.Clone(o.offered)
}

// servedVersions reads a definition's spec, which other kinds fill with other things.
func servedVersions(group, versions any) []string {
	list, _ := versions.([]any)
	var served []string
	for _, one := range list {
		if version, ok := one.(map[string]any); ok && version["served"] == true {
			served = append(served, fmt.Sprintf("%v/%v", group, version["name"]))
		}
	}
	return served
}

// outcome is what became of an object. The status code and the resource version say it.
func (o *observed) outcome(request *http.Request, response *http.Response) (ref wire.ResourceRef, action wire.ResourceAction, ok bool) {
	target, ok := targetOf(request)
	if !ok || !strings.Contains(response.Header.Get("Content-Type"), "json") {
		return ref, action, false
	}
	body, err := io.ReadAll(response.Body)
	_ = response.Body.Close()
	response.Body = io.NopCloser(bytes.NewReader(body))
	if err != nil {
		response.Body = io.NopCloser(io.MultiReader(bytes.NewReader(body), failing{err}))
		return ref, action, false
	}
	var object struct {
		APIVersion string `json:"apiVersion"`
		Kind       string `json:"kind"`
		Metadata   struct {
			Name            string `json:"name"`
			Namespace       string `json:"namespace"`
			ResourceVersion string `json:"resourceVersion"`
		} `json:"metadata"`
		Spec struct { // of a CustomResourceDefinition
			Group    any `json:"group"`
			Versions any `json:"versions"`
		} `json:"spec"`
	}
	if json.Unmarshal(body, &object) != nil {
		return ref, action, false
	}
	if target.name == "" {
		target.name = object.Metadata.Name
		target.path += "/" + target.name
	}
	o.mu.Lock()
	before := o.versions[target.path]
	o.versions[target.path] = object.Metadata.ResourceVersion
	if request.Method != http.MethodGet && target.resource == "customresourcedefinitions" {
		o.crds = time.Now()
		if request.Method != http.MethodDelete {
			o.offered = append(o.offered, servedVersions(object.Spec.Group, object.Spec.Versions)...)
		}
	}
	o.mu.Unlock()
	switch {
	case request.Method == http.MethodDelete:
		action = wire.ResourceDeleted
	case request.Method == http.MethodGet:
		return ref, action, false
	case response.StatusCode == http.StatusCreated:
		action = wire.ResourceCreated
	case before != "" && before == object.Metadata.ResourceVersion:
		action = wire.ResourceUnchanged
	default:
		action = wire.ResourceConfigured
	}
	ref = wire.ResourceRef{ApiVersion: object.APIVersion, Kind: object.Kind, Namespace: target.namespace, Name: target.name}
	if object.Kind == "Status" { // how a deletion answers when the object is gone at once
		ref.ApiVersion, ref.Kind = target.groupVersion, o.kindOf(target)
	}
	return ref, action, true
}

type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }

// target is what a request's path names.
type target struct {
	path, groupVersion, namespace, resource, name string
}

// targetOf reads a path of the Kubernetes API; ok is false for what is no single object, and for
// requests that change nothing.
func targetOf(request *http.Request) (target, bool) {
	query := request.URL.Query()
	if query.Get("watch") != "" || query.Get("dryRun") != "" {
		return target{}, false
	}
	parts := strings.Split(strings.Trim(request.URL.Path, "/"), "/")
	// A server behind a prefix: look for the root of the API.
	for len(parts) > 0 && parts[0] != "api" && parts[0] != "apis" {
		parts = parts[1:]
	}
	t := target{path: request.URL.Path}
	switch {
	case len(parts) >= 3 && parts[0] == "api":
		t.groupVersion, parts = parts[1], parts[2:]
	case len(parts) >= 4 && parts[0] == "apis":
		t.groupVersion, parts = parts[1]+"/"+parts[2], parts[3:]
	default:
		return target{}, false
	}
	if len(parts) >= 3 && parts[0] == "namespaces" {
		t.namespace, parts = parts[1], parts[2:]
	}
	switch {
	case len(parts) == 2:
		t.resource, t.name = parts[0], parts[1]
		return t, true
	case len(parts) == 1 && request.Method == http.MethodPost:
		t.resource = parts[0]
		return t, true
	}
	return target{}, false
}

// Learn remembers the kind of a resource: the answer to a deletion may name only the latter.
func (o *observed) Learn(groupVersion, resource, kind string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.kinds[groupVersion+"/"+resource] = kind
}

// kindOf is the kind of a resource, or the resource itself where that was not learned.
func (o *observed) kindOf(t target) string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return cmp.Or(o.kinds[t.groupVersion+"/"+t.resource], t.resource)
}

// targetRef names the object that a refused request was to write.
func (o *observed) targetRef(request *http.Request) (ref wire.ResourceRef, ok bool) {
	t, ok := targetOf(request)
	return wire.ResourceRef{ApiVersion: t.groupVersion, Kind: o.kindOf(t), Namespace: t.namespace, Name: cmp.Or(t.name, nameIn(request))}, ok
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
