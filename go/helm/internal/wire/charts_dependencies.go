package wire

// DependencyOptions are the options of charts.dependencies.update and build.
type DependencyOptions struct {
	LinksOption
	// The registry of dependencies at oci:// addresses. A chart repository is asked with what it was
	// added with.
	RegistryOptions
	SourceDateOption
	KeyringOption
	// Check the dependencies against their provenance files: update refuses one that has none, build
	// lets it pass. CLI: --verify.
	//
	// @default false
	Verify bool `json:"verify,omitempty"`
	// Use the indexes of the repositories as they were last updated. CLI: --skip-refresh.
	//
	// @default false
	SkipRefresh bool `json:"skipRefresh,omitempty"`
}

// DependencyRequest is charts.dependencies.update and build.
type DependencyRequest struct {
	DependencyOptions
	Path string `json:"path"`
}

// DependencyListRequest is charts.dependencies.list.
type DependencyListRequest struct {
	LinksOption
	Path string `json:"path"`
}

// ListedDependency is a dependency that a chart names.
type ListedDependency struct {
	Name string `json:"name"`
	// The version as the chart asks for it, which may be a range.
	Version string `json:"version"`
	// As the chart has it: a URL, "oci://...", "file://...", "@name"; empty for a chart that is in charts/
	// of its own.
	Repository string           `json:"repository"`
	Status     DependencyStatus `json:"status"`
}

// DependencyStatus tells what charts/ has of a dependency, in the command's words.
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

// DependencyChanges is what charts.dependencies.update or build has done.
type DependencyChanges struct {
	// The dependencies whose archives were put into charts/, in the chart's order.
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
	// Whether the file is new, or has other contents than before.
	Changed bool `json:"changed"`
}
