package fault

import (
	"regexp"

	"bunhelm/helm/internal/manifest"
)

// inner are words of Helm's and Kubernetes' own code that say nothing to whoever reads an error:
// storage/driver/secrets.go, cfgmaps.go; action/*.go; cli-runtime.
var inner = regexp.MustCompile(`(?:list: failed to list|query: failed to query with labels|create: failed to create|update: failed to update|get: failed to get "[^"]*"|cluster reachability check failed|release name check failed|unable to continue with (?:install|update)|could not get information about the resource(?: \S+ "[^"]*" in namespace "[^"]*")?): `)

// applying is Helm's text around what the API server says of an object (pkg/kube/client.go).
var applying = regexp.MustCompile(`server-side apply failed for object \S*/(\S+) \S*, Kind=(\w+): `)

// plain leaves them out, and says what a decoder of Go could not take in the words of whoever wrote it.
func plain(message string) string {
	message = applying.ReplaceAllString(inner.ReplaceAllString(message, ""), `$2 "$1": `)
	return manifest.PlainTypes(manifest.PlainYAML(message))
}

// Plain is an error without Go's inner words; what it wraps stays.
func Plain(err error) error { return &worded{plain(err.Error()), err} }

type worded struct {
	text string
	error
}

func (w *worded) Error() string { return w.text }
func (w *worded) Unwrap() error { return w.error }
