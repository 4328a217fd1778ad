package wire

// DependencyOptions are the options of charts.dependencies.update and build.
type DependencyOptions struct {
	LinksOption
	// For registries of dependencies at oci:// addresses. For a chart repository, the options that it was added with
	// are used.
	RegistryOptions
	SourceDateOption
	KeyringOption
	// Verify the dependencies against their provenance files. If one has none, update refuses it, but build does not.
	// CLI: --verify.
	//
	// @default false
	Verify bool `json:"verify,omitempty"`
	// Use the repositories' indexes as they were last updated. CLI: --skip-refresh.
	//
	// @default false
	SkipRefresh bool `json:"skipRefresh,omitempty"`
}

// DependencyRequest is charts.dependencies.update and build.
type DependencyRequest struct {
	DependencyOptions
	Path Location `json:"path"`
}

// DependencyListRequest is charts.dependencies.list.
type DependencyListRequest struct {
	LinksOption
	Path Location `json:"path"`
}

// ListedDependency is a dependency listed in Chart.yaml.
type ListedDependency struct {
	Name string `json:"name"`
	// The version that the chart asks for, which may be a range.
	Version string `json:"version"`
	// The repository as Chart.yaml gives it: a URL, "oci://...", "file://..." or "@name"; empty for a chart that is
	// only in charts/.
	Repository string           `json:"repository"`
	Status     DependencyStatus `json:"status"`
}

// DependencyStatus is the state of a dependency in charts/, in the command's words.
type DependencyStatus string

// The statuses of pkg/action/dependency.go: an archive that fits is "ok", a directory "unpacked".
const (
	DependencyOk             DependencyStatus = "ok"
	DependencyUnpacked       DependencyStatus = "unpacked"
	DependencyMissing        DependencyStatus = "missing"
	DependencyWrongVersion   DependencyStatus = "wrong version"
	DependencyInvalidVersion DependencyStatus = "invalid version"
	DependencyTooManyMatches DependencyStatus = "too many matches"
	DependencyCorrupt        DependencyStatus = "corrupt"
	DependencyMisnamed       DependencyStatus = "misnamed"
	DependencyBadPattern     DependencyStatus = "bad pattern"
)

// DependencyChanges is the result of charts.dependencies.update and build.
type DependencyChanges struct {
	// The dependencies whose archives were saved in charts/, in the order of Chart.yaml.
	Saved []SavedDependency `json:"saved"`
	// The archives that were deleted from charts/, such as "charts/redis-1.0.0.tgz".
	Removed []string `json:"removed"`
	// Whether Chart.lock, or requirements.lock, was written.
	LockWritten bool `json:"lockWritten"`
}

// SavedDependency is a dependency in charts/.
type SavedDependency struct {
	Name string `json:"name"`
	// The exact version.
	Version    string `json:"version"`
	Repository string `json:"repository"`
	// Its archive, such as "charts/redis-1.2.0.tgz".
	File string `json:"file"`
	// The digest of the archive: "sha256:" and its hexadecimal digits.
	ArchiveDigest string `json:"archiveDigest"`
	// Whether the file is new or its contents have changed.
	Changed bool `json:"changed"`
}
