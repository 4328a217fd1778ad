package wire

// ObjectsOption belongs to calls that have a manifest to show.
type ObjectsOption struct {
	// Also return the objects of the manifest and of the hooks, parsed by Helm's own YAML rules (0o777 is 511 and yes is
	// true), each with its template. The items of a List come one by one, and integers above 2^53 are rounded, as in
	// JavaScript. Of a plan, each object and each hook has its own.
	//
	// @default false
	Objects bool `json:"objects,omitempty"`
}

// RenderedObject is an object of a manifest, or of a hook.
type RenderedObject struct {
	// The template it comes from; absent if the manifest does not say.
	Template string `json:"template,omitempty"`
	// When it runs; absent if it is no hook.
	Hook   *RenderedHook    `json:"hook,omitempty"`
	Object KubernetesObject `json:"object"`
}

// RenderedHook says when a hook runs.
type RenderedHook struct {
	Events []HookEvent `json:"events"`
	// Hooks of the same event run in the order of their weights, the lowest first.
	Weight int `json:"weight"`
	// hook-succeeded, hook-failed, before-hook-creation.
	DeletePolicies []string `json:"deletePolicies"`
}
