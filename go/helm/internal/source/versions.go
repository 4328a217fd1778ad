package source

import (
	"fmt"

	"github.com/Masterminds/semver/v3"

	"bunhelm/helm/internal/fault"
)

// shownVersions are as many of those there are as an error lists.
const shownVersions = 10

// versionOf is a version that is not there, as a sentence says it.
func versionOf(version string) string {
	if _, err := semver.StrictNewVersion(version); err != nil {
		return fmt.Sprintf("no version matching %q", version)
	}
	return "no version " + version
}

// checkVersion refuses what is neither a version nor a range.
func checkVersion(version string) error {
	if isVersion(version) {
		return nil
	}
	return fault.InvalidArgument("version", "version: %q is neither a version nor a range of versions", version)
}

func isVersion(version string) bool {
	if _, err := semver.NewVersion(version); version == "" || err == nil {
		return true
	}
	_, err := semver.NewConstraint(version)
	return err == nil
}
