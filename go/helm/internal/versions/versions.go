// Package versions tells what the version of a request means.
package versions

import (
	"fmt"

	"github.com/Masterminds/semver/v3"

	"bunhelm/helm/internal/fault"
)

// Shown are as many of those there are as an error lists.
const Shown = 10

// NoSuch is a version that is not there, as a sentence says it.
func NoSuch(version string) string {
	if _, err := semver.StrictNewVersion(version); err != nil {
		return fmt.Sprintf("no version matching %q", version)
	}
	return "no version " + version
}

// Check refuses what is neither a version nor a range.
func Check(version string) error {
	if Valid(version) {
		return nil
	}
	return fault.InvalidArgument("version", "version: %q is neither a version nor a range of versions", version)
}

// Valid tells whether it is a version or a range; empty is any.
func Valid(version string) bool {
	if _, err := semver.NewVersion(version); version == "" || err == nil {
		return true
	}
	_, err := semver.NewConstraint(version)
	return err == nil
}
