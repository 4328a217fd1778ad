package render

import (
	"errors"
	"fmt"
	"maps"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"sort"
	"strings"

	chart "helm.sh/helm/v4/pkg/chart/v2"
	release "helm.sh/helm/v4/pkg/release/v1"
	releaseutil "helm.sh/helm/v4/pkg/release/v1/util"

	"sigs.k8s.io/yaml"

	"bunhelm/helm/internal/fault"
	"bunhelm/helm/internal/manifest"
	"bunhelm/helm/internal/wire"
)

// IsTest tells whether a hook is a test (pkg/cmd/template.go isTestHook).
func IsTest(hook *release.Hook) bool { return slices.Contains(hook.Events, release.HookTest) }

// Printed is what `helm template` prints: the manifest, then the hooks (pkg/cmd/template.go).
func Printed(manifest string, hooks []*release.Hook) string {
	return strings.TrimSpace(manifest) + "\n" + HookDocuments(hooks)
}

// HookDocuments are the hooks as YAML documents.
func HookDocuments(hooks []*release.Hook) string {
	var out strings.Builder
	for _, hook := range hooks {
		fmt.Fprintf(&out, "---\n# Source: %s\n%s\n", hook.Path, hook.Manifest)
	}
	return out.String()
}

var sourceOf = regexp.MustCompile("# Source: [^/]+/(.+)")

// Documents are a manifest's documents in their order.
func Documents(manifest string) []string {
	documents := releaseutil.SplitManifests(manifest)
	keys := slices.Collect(maps.Keys(documents))
	sort.Sort(releaseutil.BySplitManifestsOrder(keys))
	for i, key := range keys {
		keys[i] = documents[key]
	}
	return keys
}

// Objects reads the documents of a manifest as Helm does. One without an object, such as a lone
// comment, is left out.
func Objects(text string) ([]wire.KubernetesObject, error) {
	objects := []wire.KubernetesObject{}
	for _, document := range manifest.Documents(text, "") {
		object, err := yaml.YAMLToJSON([]byte(document.Text))
		if err != nil {
			broken := manifest.Object{Document: document, Err: err}
			return nil, fault.Invalid(broken, "", broken.Check(), err)
		}
		if string(object) != "null" {
			objects = append(objects, wire.KubernetesObject{RawMessage: object})
		}
	}
	return objects, nil
}

// ShowOnly keeps the documents of the given templates (pkg/cmd/template.go).
func ShowOnly(printed string, templates []string) (string, error) {
	documents := Documents(printed)
	var out strings.Builder
	for _, template := range templates {
		template = filepath.ToSlash(template)
		found := false
		for _, text := range documents {
			match := sourceOf.FindStringSubmatch(text)
			if match == nil {
				continue
			}
			if matched, _ := path.Match(template, match[1]); matched {
				fmt.Fprintf(&out, "---\n%s\n", text)
				found = true
			}
		}
		if !found {
			return "", fault.InvalidArgument("showOnly", "showOnly: could not find template %s in chart", template)
		}
	}
	return out.String(), nil
}

// document is where one begins and which template it comes from.
var document = regexp.MustCompile(`(?m)^---\n# Source: (.+)\n`)

// WriteCRDs writes the files of crds/ with which a manifest begins, each whole: it may have "# Source:" lines
// of its own. What is left of the manifest is returned (pkg/action/action.go renderResources).
func WriteCRDs(directory string, ch *chart.Chart, manifest string) (rest string, err error) {
	written := map[string]bool{}
	for _, crd := range ch.CRDObjects() {
		text := fmt.Sprintf("---\n# Source: %s\n%s\n", crd.Filename, crd.File.Data)
		after, begins := strings.CutPrefix(manifest, text)
		if !begins {
			break
		}
		if err := inside(directory, func(root *os.Root) error {
			file := filepath.FromSlash(strings.TrimPrefix(path.Clean("/"+crd.Filename), "/"))
			more := written[file]
			written[file] = true
			return write(root, file, text, more)
		}); err != nil {
			return manifest, err
		}
		manifest = after
	}
	return manifest, nil
}

// inside works in a directory, which it makes; a link in there leads nowhere else.
func inside(directory string, work func(*os.Root) error) error {
	if err := os.MkdirAll(directory, 0o755); err != nil {
		return err
	}
	root, err := os.OpenRoot(directory)
	if err != nil {
		return err
	}
	return errors.Join(work(root), root.Close())
}

// WriteTemplates writes each document to the file its "# Source:" names, several of one template
// to one file (pkg/action/install.go writeToFile).
func WriteTemplates(directory, documents string) error {
	return inside(directory, func(root *os.Root) error {
		written := map[string]bool{}
		places := document.FindAllStringSubmatchIndex(documents, -1)
		for i, place := range places {
			end := len(documents)
			if i+1 < len(places) {
				end = places[i+1][0]
			}
			source := documents[place[2]:place[3]]
			file := filepath.FromSlash(strings.TrimPrefix(path.Clean("/"+source), "/"))
			if err := write(root, file, documents[place[0]:end], written[file]); err != nil {
				return err
			}
			written[file] = true
		}
		return nil
	})
}

func write(root *os.Root, file, text string, more bool) error {
	if err := root.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		return err
	}
	flags := os.O_CREATE | os.O_WRONLY | os.O_TRUNC
	if more {
		flags = os.O_CREATE | os.O_WRONLY | os.O_APPEND
	}
	out, err := root.OpenFile(file, flags, 0o644)
	if err != nil {
		return err
	}
	_, err = out.WriteString(text)
	return errors.Join(err, out.Close())
}
