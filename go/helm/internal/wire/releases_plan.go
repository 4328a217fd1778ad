package wire

// PlanOptions are the options of releases.plan: those of the upgrade that is planned. dryRun, hideSecret and the options
// of waiting have no effect.
type PlanOptions struct {
	UpgradeOptions
	ShowSecretsOption
}

// PlanRequest is releases.plan.
type PlanRequest struct {
	PlanOptions
	Name  string   `json:"name"`
	Chart ChartRef `json:"chart"`
}

// PlanRollbackOptions are the options of releases.planRollback: those of the rollback that is planned. dryRun and the
// options of waiting have no effect.
type PlanRollbackOptions struct {
	RollbackOptions
	ShowSecretsOption
}

// PlanRollbackRequest is releases.planRollback.
type PlanRollbackRequest struct {
	PlanRollbackOptions
	Name string `json:"name"`
}

// PlanUninstallOptions are the options of releases.planUninstall: those of the uninstall that is planned. dryRun and the
// options of waiting have no effect.
type PlanUninstallOptions struct {
	UninstallOptions
	ObjectsOption
	ShowSecretsOption
}

// PlanUninstallRequest is releases.planUninstall.
type PlanUninstallRequest struct {
	PlanUninstallOptions
	Name string `json:"name"`
}

// ShowSecretsOption belongs to calls that show objects.
type ShowSecretsOption struct {
	// Show the data of Secrets and what is known to be secret. Otherwise a hash stands for the data of a Secret, which
	// is another one in each plan and only tells that a value changes, and "xxxxx" for other secrets.
	//
	// @default false
	ShowSecrets bool `json:"showSecrets,omitempty"`
}

// PlanData is what a call would do.
type PlanData struct {
	// The call. For a release that does not exist yet, a plan of an upgrade is one of an install.
	Verb      PlannedVerb `json:"verb"`
	Name      string      `json:"name"`
	Namespace string      `json:"namespace"`
	// The newest revision, as it is recorded; absent if there is none.
	Current *ReleaseSummary `json:"current,omitempty"`
	// The revision that the call would write; absent for an uninstall.
	Next *PlannedRevision `json:"next,omitempty"`
	// The operation that has not ended and would have the call rejected with RELEASE_PENDING; absent if there is none.
	Pending *ReleasePendingDetails `json:"pending,omitempty"`
	// What would become of each object, in the order in which they are written, then those that are deleted.
	Objects []PlannedObject `json:"objects"`
	// The hooks that would run, in the order of the manifest, then those that the newest revision has and the next
	// one has not.
	Hooks []PlannedHook `json:"hooks"`
	// What the chart has in crds/.
	Crds []PlannedDefinition `json:"crds"`
	// How the values given by users differ from those of the revision that is upgraded.
	Values []FieldChange `json:"values"`
	// What else would have the call rejected: the release's namespace or its record.
	Problems []PlannedProblem `json:"problems"`
	// The API server's warnings.
	Warnings []string `json:"warnings"`
	// The objects that missingKinds: "skip" would skip, and those that takeOver would leave behind.
	Left []ResourceRef `json:"left,omitempty"`
	// What the plan was made from.
	Basis PlanBasis `json:"basis"`
}

// PlannedVerb is the call that is planned.
type PlannedVerb string

// The calls.
const (
	PlannedInstall   PlannedVerb = "install"
	PlannedUpgrade   PlannedVerb = "upgrade"
	PlannedRollback  PlannedVerb = "rollback"
	PlannedUninstall PlannedVerb = "uninstall"
)

// PlannedRevision is a revision that would be written.
type PlannedRevision struct {
	Revision int       `json:"revision"`
	Chart    ChartInfo `json:"chart"`
	// The revision that a rollback goes back to.
	RollbackRevision int `json:"rollbackRevision,omitempty"`
	// How objects would be applied.
	ApplyMethod ApplyMethod `json:"applyMethod,omitempty"`
}

// PlannedObject is what would become of an object.
type PlannedObject struct {
	ResourceRef
	// The template it comes from; absent if the manifest does not say.
	Template string        `json:"template,omitempty"`
	Action   PlannedAction `json:"action"`
	// What would differ from the object as it is now. Empty for one that is created or deleted: diff has all of it.
	Changes []FieldChange `json:"changes"`
	// What the new manifest has otherwise than that of the revision that is upgraded.
	ManifestChanges []FieldChange `json:"manifestChanges"`
	// The object as it is now and as it would be, as a unified diff of YAML; "" if nothing changes.
	Diff Text `json:"diff"`
	// Why the API server would refuse it, or Helm would; absent if nobody would.
	Problem *PlannedProblem `json:"problem,omitempty"`
	// Why the API server could not try it, such as a namespace or a kind that only the call creates.
	Untried string `json:"untried,omitempty"`
	// With objects: the object as it is rendered; absent for one that is no longer part of the release.
	Object map[string]any `json:"object,omitempty"`
	// With objects: the object as it is now; absent if there is none.
	Live map[string]any `json:"live,omitempty"`
	// With objects: the object as it would be, with what the API server and its webhooks add; absent if it would be deleted,
	// or if nobody knows.
	Next map[string]any `json:"next,omitempty"`
}

// PlannedAction is what would be done to an object.
type PlannedAction string

// The actions. "replace" is an update by forceReplace, "adopt" an update of an object that belongs to no release or to
// another one, and "keep" stands for an object that stays because of its resource policy, or because it is not the
// release's.
const (
	PlanCreate    PlannedAction = "create"
	PlanUpdate    PlannedAction = "update"
	PlanReplace   PlannedAction = "replace"
	PlanAdopt     PlannedAction = "adopt"
	PlanUnchanged PlannedAction = "unchanged"
	PlanDelete    PlannedAction = "delete"
	PlanKeep      PlannedAction = "keep"
)

// FieldChange is a field that differs. Integers above 2^53 are rounded in before and after, as in JavaScript, but not in
// a diff.
type FieldChange struct {
	// Such as spec.template.spec.containers[name="app"].image.
	Path string `json:"path"`
	// Absent if the field would be new.
	Before any `json:"before,omitempty"`
	// Absent if the field would go.
	After any `json:"after,omitempty"`
	// The items of a list have another order; before and after name them.
	Reordered bool `json:"reordered,omitempty"`
	// The object was changed outside of the release: the revision that is upgraded has another value here.
	Drift bool `json:"drift,omitempty"`
}

// PlannedProblem is why a write would be refused.
type PlannedProblem struct {
	// The code with which the call would reject.
	Code    Code   `json:"code"`
	Message string `json:"message"`
	// The fields that others own; only with APPLY_CONFLICT.
	Conflicts []FieldConflict `json:"conflicts,omitempty"`
	// The fields that the API server does not accept; only with MANIFEST_INVALID or RESOURCE_FAILED.
	Causes []FieldCause `json:"causes,omitempty"`
	Hint   string       `json:"hint,omitempty"`
}

// PlannedHook is a hook that would run.
type PlannedHook struct {
	ResourceRef
	// The template it comes from.
	Template string `json:"template"`
	// When it would run: the events of this call.
	Events []HookEvent `json:"events"`
	Weight int         `json:"weight"`
	// How it differs from the hook of the newest revision: "removed" ones do not run.
	Status  PlannedHookStatus `json:"status"`
	Changes []FieldChange     `json:"changes"`
	Diff    Text              `json:"diff"`
	Problem *PlannedProblem   `json:"problem,omitempty"`
	Untried string            `json:"untried,omitempty"`
	// With objects: the object as it is rendered; absent for a hook that is removed.
	Object map[string]any `json:"object,omitempty"`
}

// PlannedHookStatus is how a hook differs from that of the newest revision.
type PlannedHookStatus string

// The statuses.
const (
	HookIsNew       PlannedHookStatus = "new"
	HookIsChanged   PlannedHookStatus = "changed"
	HookIsUnchanged PlannedHookStatus = "unchanged"
	HookIsRemoved   PlannedHookStatus = "removed"
)

// PlannedDefinition is what would become of a CustomResourceDefinition in the chart's crds/, or of another object there.
type PlannedDefinition struct {
	ResourceRef
	// The file in the chart.
	Path   string           `json:"path"`
	Action DefinitionAction `json:"action"`
	// What would differ from the definition as it is now; empty for one that is created, or left as it is.
	Changes []FieldChange `json:"changes"`
	// The definition as it is now and as it would be, as a unified diff of YAML; "" if nothing changes.
	Diff Text `json:"diff"`
	// The versions that the API server would no longer serve: whoever uses them fails.
	RemovedVersions []RemovedVersion `json:"removedVersions"`
	// The fields that a version would no longer have, such as "v1: spec.size". An object that has one loses it when it is
	// next written.
	RemovedFields []string `json:"removedFields"`
	// How many objects of the kind there are, if a version or a field is removed; absent if this user may not list them.
	StoredObjects *int `json:"storedObjects,omitempty"`
	// The objects of the release that need it and could not be tried, because the cluster does not have it yet.
	Objects []ResourceRef `json:"objects"`
	// Why the API server would refuse it; absent if it would not.
	Problem *PlannedProblem `json:"problem,omitempty"`
}

// RemovedVersion is a version of a CustomResourceDefinition that would no longer be served.
type RemovedVersion struct {
	Name string `json:"name"`
	// Objects may be stored in it. The API server refuses to remove such a version before they are stored in another one.
	IsStored bool `json:"isStored"`
}

// DefinitionAction is what would be done to a CustomResourceDefinition.
type DefinitionAction string

// The actions. "differs" and "missing" stand for one that Helm leaves as it is in the cluster, "unknown" for one that this
// user may not read.
const (
	DefinitionCreate    DefinitionAction = "create"
	DefinitionUpdate    DefinitionAction = "update"
	DefinitionUnchanged DefinitionAction = "unchanged"
	DefinitionDiffers   DefinitionAction = "differs"
	DefinitionMissing   DefinitionAction = "missing"
	DefinitionUnknown   DefinitionAction = "unknown"
)

// PlanBasis is what a plan was made from. The call that carries it out is refused if something of it has changed.
type PlanBasis struct {
	// The newest revision and its status; 0 and "" if there is none.
	Revision int    `json:"revision"`
	Status   Status `json:"status,omitempty"`
	// Of what would be applied, and of the hooks.
	Digest string `json:"digest"`
	// Of each object as it was, by its name: kind, namespace and name.
	Objects map[string]string `json:"objects"`
}
