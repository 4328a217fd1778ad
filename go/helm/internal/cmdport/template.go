package cmdport

import (
	"fmt"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"sort"
	"strings"

	release "helm.sh/helm/v4/pkg/release/v1"
	releaseutil "helm.sh/helm/v4/pkg/release/v1/util"

	"bunhelm/helm/internal/fault"
)

// IsTest tells whether a hook is a test (pkg/cmd/template.go isTestHook).
func IsTest(hook *release.Hook) bool { return slices.Contains(hook.Events, release.HookTest) }

// Printed is what `helm template` prints: the manifest, then the hooks (pkg/cmd/template.go).
func Printed(manifest string, hooks []*release.Hook) string {
	var out strings.Builder
	fmt.Fprintln(&out, strings.TrimSpace(manifest))
	for _, hook := range hooks {
		fmt.Fprintf(&out, "---\n# Source: %s\n%s\n", hook.Path, hook.Manifest)
	}
	return out.String()
}

var source = regexp.MustCompile("# Source: [^/]+/(.+)")

// ShowOnly keeps the documents of the given templates (pkg/cmd/template.go).
func ShowOnly(printed string, templates []string) (string, error) {
	documents := releaseutil.SplitManifests(printed)
	keys := make([]string, 0, len(documents))
	for key := range documents {
		keys = append(keys, key)
	}
	sort.Sort(releaseutil.BySplitManifestsOrder(keys))
	var out strings.Builder
	for _, template := range templates {
		template = filepath.ToSlash(template)
		found := false
		for _, key := range keys {
			match := source.FindStringSubmatch(documents[key])
			if match == nil {
				continue
			}
			if matched, _ := path.Match(template, match[1]); matched {
				fmt.Fprintf(&out, "---\n%s\n", documents[key])
				found = true
			}
		}
		if !found {
			return "", fault.InvalidArgument("showOnly", "showOnly: could not find template %s in chart", template)
		}
	}
	return out.String(), nil
}

// WriteTemplates writes each document to the file its "# Source:" names, several of one template
// to one file (pkg/action/action.go writeToFile).
func WriteTemplates(directory, printed string) error {
	documents := releaseutil.SplitManifests(printed)
	keys := make([]string, 0, len(documents))
	for key := range documents {
		keys = append(keys, key)
	}
	sort.Sort(releaseutil.BySplitManifestsOrder(keys))
	if err := os.MkdirAll(directory, 0o755); err != nil {
		return err
	}
	root, err := os.OpenRoot(directory) // a link in there leads nowhere else
	if err != nil {
		return err
	}
	defer func() { _ = root.Close() }()
	written := map[string]bool{}
	for _, key := range keys {
		match := sourcePath.FindStringSubmatch(documents[key])
		if match == nil {
			continue
		}
		file := filepath.FromSlash(strings.TrimPrefix(path.Clean("/"+match[1]), "/"))
		if err := root.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			return err
		}
		flags := os.O_CREATE | os.O_WRONLY | os.O_TRUNC
		if written[file] {
			flags = os.O_CREATE | os.O_WRONLY | os.O_APPEND
		}
		written[file] = true
		out, err := root.OpenFile(file, flags, 0o644)
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(out, "---\n%s\n", documents[key])
		if closeErr := out.Close(); err == nil {
			err = closeErr
		}
		if err != nil {
			return err
		}
	}
	return nil
}

var sourcePath = regexp.MustCompile("# Source: (.+)")
