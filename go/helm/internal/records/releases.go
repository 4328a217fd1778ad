package records

import (
	"cmp"
	"errors"
	"slices"
	"strconv"

	ri "helm.sh/helm/v4/pkg/release"
	release "helm.sh/helm/v4/pkg/release/v1"
	"helm.sh/helm/v4/pkg/storage"
	"helm.sh/helm/v4/pkg/storage/driver"

	"bunhelm/helm/internal/wire"
)

// Place is a namespace and a name in it: of a record, or of a release.
type Place struct{ Namespace, Name string }

// Key is the key of a revision's record (pkg/storage/storage.go makeKey).
func Key(name string, version int) string {
	return storage.HelmStorageType + "." + name + ".v" + strconv.Itoa(version)
}

// KeyOf is the key of a record.
func KeyOf(rel *release.Release) string { return Key(rel.Name, rel.Version) }

// Releases are what a driver has found; none is no error.
func Releases(found []ri.Releaser, err error) ([]*release.Release, error) {
	if err != nil && !errors.Is(err, driver.ErrReleaseNotFound) {
		return nil, err
	}
	var list []*release.Release
	for _, releaser := range found {
		if rel, ok := releaser.(*release.Release); ok {
			list = append(list, rel)
		}
	}
	return list, nil
}

// Sorted are records by revision, the oldest first.
func Sorted(list []*release.Release) []*release.Release {
	slices.SortStableFunc(list, func(a, b *release.Release) int { return cmp.Compare(a.Version, b.Version) })
	return list
}

// Unfinished tells of a status that says that an operation is at work.
func Unfinished(status wire.Status) bool {
	return status == wire.StatusUninstalling || status == wire.StatusPendingInstall ||
		status == wire.StatusPendingUpgrade || status == wire.StatusPendingRollback
}
