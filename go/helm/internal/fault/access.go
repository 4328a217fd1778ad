package fault

import (
	"cmp"
	"fmt"
	"regexp"
	"strings"

	"bunhelm/helm/internal/operation"
	"bunhelm/helm/internal/wire"
)

func releaseName(op *operation.Operation) string {
	if release := op.Evidence.Seen().Release; release != nil {
		return release.Name
	}
	return ""
}

// namespaceHint says how the namespace that is missing comes: createNamespace makes that of the release
// only.
func namespaceHint(op *operation.Operation, namespace string) string {
	release := op.Evidence.Seen().Release
	if release != nil && release.Namespace != "" && release.Namespace != namespace {
		return fmt.Sprintf("namespace %q does not exist: create it first, or in the chart; createNamespace creates only the release's own namespace", namespace)
	}
	return cmp.Or(op.Advice.NoNamespace, "create the namespace first")
}

// rbac is how the API server says that a user may not do something (apiserver, pkg/authorization;
// a test holds it against a real one).
var rbac = regexp.MustCompile(`User "([^"]*)" cannot (\S+) resource "([^"]+)" in API group "([^"]*)"(?: in the namespace "([^"]+)")?`)

// recordVerbs are what Helm does with the records of releases.
const recordVerbs = "get, list, create, update and delete"

// roleHint says which Role is missing.
func roleHint(message string) string {
	match := rbac.FindStringSubmatch(message)
	if match == nil {
		return ""
	}
	verb, resource, group, namespace := match[2], match[3], match[4], match[5]
	if group != "" {
		resource += "." + group
	}
	role := "a ClusterRole"
	if namespace != "" {
		role = "a Role in namespace " + fmt.Sprintf("%q", namespace)
	}
	hint := fmt.Sprintf("%s must let this user %s %s", role, verb, resource)
	if match[3] == "secrets" || match[3] == "configmaps" {
		hint += "; Helm stores its release records there, and needs to " + recordVerbs
	}
	return hint
}

// limitReached is how sizes are written.
func limitReached(size, limit int) string {
	if size <= limit {
		return fmt.Sprintf("more than %s bytes", thousands(limit))
	}
	return fmt.Sprintf("%s bytes, but the limit is %s", thousands(size), thousands(limit))
}

func thousands(number int) string {
	text := fmt.Sprint(number)
	for i := len(text) - 3; i > 0; i -= 3 {
		text = text[:i] + "," + text[i:]
	}
	return text
}

// TooLarge says what of a chart weighs most: files in the order of their size.
func TooLarge(e *wire.Error, largest []wire.SizedFile) *wire.Error {
	details, _ := e.Details.(wire.TooLargeDetails)
	details.Largest = largest
	said := *e
	said.Details = details
	names := make([]string, 0, 3)
	for _, file := range largest[:min(3, len(largest))] {
		names = append(names, fmt.Sprintf("%s (%s bytes)", file.Path, thousands(file.Size)))
	}
	if len(names) > 0 {
		said.Message += "; the largest files of the chart are " + strings.Join(names, ", ")
	}
	return &said
}

func recordName(op *operation.Operation) string {
	return cmp.Or(releaseName(op), "of this call")
}
