package versions

import (
	"strings"
	"testing"
)

func TestVersionsAndRanges(t *testing.T) {
	for _, version := range []string{"", "1.2.3", "v1.2.3", "1.2", "^1.2", ">=1.0.0 <2.0.0", ">0.0.0-0", "1.x", "1.2.3+build.7"} {
		if err := Check(version); err != nil {
			t.Errorf("%q: %v", version, err)
		}
	}
	for _, version := range []string{"latest", "1.2.3.4", "^", "one", "1.2.3 or so"} {
		err := Check(version)
		if err == nil || !strings.Contains(err.Error(), "neither a version nor a range") {
			t.Errorf("%q: %v", version, err)
		}
	}
}

func TestWhatIsMissingIsAVersionOrMatchesARange(t *testing.T) {
	for version, want := range map[string]string{
		"1.2.3": "no version 1.2.3",
		"^1":    `no version matching "^1"`,
		"1.2":   `no version matching "1.2"`,
	} {
		if got := NoSuch(version); got != want {
			t.Errorf("%q: %q, want %q", version, got, want)
		}
	}
}
