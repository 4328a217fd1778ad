package fault

import (
	"errors"
	"fmt"
	"regexp"
	"strings"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"bunhelm/helm/internal/evidence"
	"bunhelm/helm/internal/manifest"
	"bunhelm/helm/internal/operation"
	"bunhelm/helm/internal/wire"
)

// Invalid is a rendered object that Kubernetes cannot take: which, from where, and what is wrong. event
// is a hook's.
func Invalid(object manifest.Object, event wire.HookEvent, causes []wire.FieldCause, cause error) *wire.Error {
	ref := object.Ref()
	details := wire.ManifestInvalidDetails{Template: object.Template, Causes: causes}
	details.Hint = invalidHint(ref, causes)
	e := Newf(wire.CodeManifestInvalid, details, cause, "%s", subject(object, event)+complaints(causes))
	if ref.Kind != "" || ref.Name != "" {
		e.Resource = &ref
	}
	return e
}

func subject(object manifest.Object, event wire.HookEvent) string {
	ref := object.Ref()
	var what string
	switch {
	case ref.Kind != "" && ref.Name != "":
		what = fmt.Sprintf("%s %q", ref.Kind, ref.Name)
	case ref.Kind != "":
		what = "a " + ref.Kind
	case ref.Name != "":
		what = fmt.Sprintf("the object %q", ref.Name)
	default:
		what = "a document"
	}
	if object.Place != "" {
		what += " in " + object.Place + " of a List"
	}
	if event != "" {
		what = string(event) + " hook " + strings.TrimPrefix(strings.TrimPrefix(what, "a "), "the object ")
	}
	if object.Template != "" {
		what += " (" + object.Template + ")"
	}
	return what
}

// complaints are the causes as the end of a sentence.
func complaints(causes []wire.FieldCause) string {
	var text strings.Builder
	for i, cause := range causes {
		switch {
		case i == 3:
			fmt.Fprintf(&text, "; and %d more", len(causes)-i)
			return text.String()
		case i > 0:
			text.WriteString("; ")
		case cause.Field == "" && strings.HasPrefix(cause.Message, "must "):
			text.WriteString(" ")
		case cause.Reason == "YAML":
			text.WriteString(" cannot be read as YAML: ")
		default:
			text.WriteString(": ")
		}
		switch {
		case cause.Field == "":
		case strings.HasPrefix(cause.Message, "must "), strings.HasPrefix(cause.Message, "is "), strings.HasPrefix(cause.Message, "may "), strings.HasPrefix(cause.Message, "lists "):
			text.WriteString(cause.Field + " ")
		default:
			text.WriteString(cause.Field + ": ")
		}
		text.WriteString(cause.Message)
	}
	return text.String()
}

func invalidHint(ref wire.ResourceRef, causes []wire.FieldCause) string {
	for _, cause := range causes {
		if strings.Contains(cause.Message, "field is immutable") || strings.Contains(cause.Message, "may not be changed") || strings.Contains(cause.Message, "updates to statefulset spec for fields other than") {
			return fmt.Sprintf("this field cannot be changed, not even with forceReplace: delete %s %q and try again, which creates it again", ref.Kind, ref.Name)
		}
	}
	return ""
}

// about is an error with the object that it is about.
type about struct {
	ref wire.ResourceRef
	error
}

func (a *about) Unwrap() error { return a.error }

// About names the object of an error. The text stays.
func About(ref wire.ResourceRef, err error) error {
	if err == nil {
		return nil
	}
	return &about{ref, err}
}

// appliedObject is Helm's text around a refusal (pkg/kube/client.go patchResourceServerSide).
var appliedObject = regexp.MustCompile(`server-side apply failed for object (\S*)/(\S+) (\S*), Kind=(\w+)`)

// refused is the object that the API server did not take.
func refused(op *operation.Operation, err error, s *metav1.Status) wire.ResourceRef {
	var one *about
	if errors.As(err, &one) {
		return one.ref
	}
	if match := appliedObject.FindStringSubmatch(err.Error()); match != nil {
		ref := wire.ResourceRef{ApiVersion: strings.TrimPrefix(match[3], "/"), Kind: match[4], Namespace: match[1], Name: match[2]}
		if last := op.Evidence.Seen().Refused; last != nil && last.Name == ref.Name && last.Kind == ref.Kind {
			return *last
		}
		return ref
	}
	if ref := resourceOf(op, s); ref != nil {
		return *ref
	}
	if last := op.Evidence.Seen().Refused; last != nil {
		return *last
	}
	return wire.ResourceRef{}
}

// renderedObjects are those of the release that is written, its hooks too.
func renderedObjects(seen evidence.Seen) []manifest.Object {
	text := seen.Rendered.Manifest
	if text == "" {
		text = seen.Manifest
	}
	objects := manifest.Objects(text, "")
	for _, hook := range seen.Rendered.Hooks {
		objects = append(objects, manifest.Objects(hook.Manifest, hook.Path)...)
	}
	return objects
}

// locate finds the object of a name among those that were rendered, and whether it is the hook that runs.
func locate(op *operation.Operation, ref wire.ResourceRef) (manifest.Object, wire.HookEvent) {
	seen := op.Evidence.Seen()
	var event wire.HookEvent
	if seen.Hook != nil && seen.Hook.Status == wire.HookStarted && seen.Hook.Hook.Kind == ref.Kind && seen.Hook.Hook.Name == ref.Name {
		event = seen.Hook.Event
	}
	for _, hook := range seen.Rendered.Hooks {
		if event == "" && hook.Event != "" && manifest.Find(manifest.Objects(hook.Manifest, hook.Path), ref) != nil {
			event = hook.Event
		}
	}
	if found := manifest.Find(renderedObjects(seen), ref); found != nil {
		return *found, event
	}
	return manifest.Object{Value: map[string]any{"apiVersion": ref.ApiVersion, "kind": ref.Kind, "metadata": map[string]any{"name": ref.Name, "namespace": ref.Namespace}}}, event
}

// invalid is an object that the API server has read and does not want.
func invalid(op *operation.Operation, err error, s *metav1.Status) *wire.Error {
	ref := refused(op, err, s)
	object, event := locate(op, ref)
	var list []wire.FieldCause
	for _, cause := range causes(s) {
		list = append(list, wire.FieldCause{Field: cause.Field, Reason: string(cause.Type), Message: plain(cause.Message)})
	}
	if list == nil {
		list = object.Translate(s.Message)
	}
	if list == nil {
		list = []wire.FieldCause{{Message: plain(s.Message)}}
	}
	e := Invalid(object, event, list, err)
	e.Resource = nil
	if ref.Name != "" {
		e.Resource = &ref
	}
	return e
}

// unnamed is Helm's text about an object that cannot even be asked for (pkg/action/validate.go).
var unnamed = regexp.MustCompile(`could not get information about the resource (\S+) "([^"]*)" in namespace "([^"]*)": (?:invalid resource name|resource name may not be empty)|invalid resource name "([^"]*)"`)

// misnamed is an object whose name no object can have.
func misnamed(op *operation.Operation, err error) *wire.Error {
	match := unnamed.FindStringSubmatch(err.Error())
	if match == nil {
		return nil
	}
	name := match[2] + match[4]
	for _, object := range renderedObjects(op.Evidence.Seen()) {
		if causes := object.Check(); causes != nil && object.Ref().Name == name && (match[1] == "" || object.Ref().Kind == match[1]) {
			return Invalid(object, "", causes, err)
		}
	}
	object := manifest.Object{Value: map[string]any{"apiVersion": "v1", "kind": match[1], "metadata": map[string]any{"name": name}}}
	causes := object.Check()
	e := Invalid(object, "", causes, err)
	e.Resource = &wire.ResourceRef{Kind: match[1], Name: name, Namespace: match[3]}
	return e
}

// WithoutKind is an object whose kind the API server does not offer; offered are the versions in which
// it does.
func WithoutKind(object manifest.Object, event wire.HookEvent, offered []string, cause error) *wire.Error {
	ref := object.Ref()
	causes := []wire.FieldCause{{Field: "kind", Reason: "NoMatch", Message: fmt.Sprintf("the API server has no kind %s in %s", ref.Kind, ref.ApiVersion)}}
	e := Invalid(object, event, causes, cause)
	details := e.Details.(wire.ManifestInvalidDetails)
	details.Hint = "install its CustomResourceDefinition first"
	if len(offered) > 0 {
		details.Hint = fmt.Sprintf("the API server has %s in %s: change apiVersion", ref.Kind, strings.Join(offered, ", "))
	}
	if event != "" && event != wire.HookTest {
		details.Hint += " (noHooks: true continues without any hooks)"
	}
	e.Details, e.Phase = details, wire.PhaseBuild
	e.Message = subject(object, event) + ": " + causes[0].Message
	return e
}
