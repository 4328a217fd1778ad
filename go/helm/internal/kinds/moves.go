package kinds

import (
	"encoding/json"

	"k8s.io/apimachinery/pkg/api/meta"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"sigs.k8s.io/yaml"
)

// moved are the kinds that Kubernetes serves in another group than it once did.
var moved = map[schema.GroupKind]string{
	{Group: "extensions", Kind: "DaemonSet"}:               "apps",
	{Group: "extensions", Kind: "Deployment"}:              "apps",
	{Group: "extensions", Kind: "ReplicaSet"}:              "apps",
	{Group: "extensions", Kind: "HorizontalPodAutoscaler"}: "autoscaling",
	{Group: "extensions", Kind: "Ingress"}:                 "networking.k8s.io",
	{Group: "extensions", Kind: "NetworkPolicy"}:           "networking.k8s.io",
}

// elsewhere is the group and version in which objects are served now whose own version is not.
func elsewhere(mapper meta.RESTMapper, kind schema.GroupVersionKind) (now schema.GroupVersion, found bool) {
	same := kind.GroupKind()
	if group, isMoved := moved[same]; isMoved {
		same.Group = group
	}
	mapping, err := mapper.RESTMapping(same)
	if err != nil {
		return now, false
	}
	return mapping.GroupVersionKind.GroupVersion(), true
}

// moveTo is an object in another version.
func moveTo(text []byte, kind schema.GroupVersionKind, now schema.GroupVersion) ([]byte, error) {
	var object map[string]any
	if err := yaml.Unmarshal(text, &object); err != nil {
		return nil, err
	}
	object["apiVersion"] = now.String()
	if kind.Kind == "Ingress" && kind.Version == "v1beta1" && now.Version == "v1" {
		convertIngress(object)
	}
	return json.Marshal(object)
}

// convertIngress makes an Ingress of v1beta1 one of v1, as the API server did while it served both
// (k8s.io/kubernetes pkg/apis/networking/v1beta1).
func convertIngress(object map[string]any) {
	spec, _ := object["spec"].(map[string]any)
	if backend, found := spec["backend"].(map[string]any); found {
		delete(spec, "backend")
		spec["defaultBackend"] = convertBackend(backend)
	}
	rules, _ := spec["rules"].([]any)
	for _, rule := range rules {
		fields, _ := rule.(map[string]any)
		http, _ := fields["http"].(map[string]any)
		paths, _ := http["paths"].([]any)
		for _, path := range paths {
			one, isObject := path.(map[string]any)
			if !isObject {
				continue
			}
			if one["pathType"] == nil {
				one["pathType"] = "ImplementationSpecific"
			}
			if backend, found := one["backend"].(map[string]any); found {
				one["backend"] = convertBackend(backend)
			}
		}
	}
}

func convertBackend(backend map[string]any) map[string]any {
	name, found := backend["serviceName"]
	if !found {
		return backend
	}
	port := map[string]any{}
	switch value := backend["servicePort"].(type) {
	case string:
		port["name"] = value
	case nil:
	default:
		port["number"] = value
	}
	converted := map[string]any{"service": map[string]any{"name": name, "port": port}}
	if resource, found := backend["resource"]; found {
		converted["resource"] = resource
	}
	return converted
}
