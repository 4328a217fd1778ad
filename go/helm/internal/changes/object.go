package changes

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/pmezard/go-difflib/difflib"
	"k8s.io/apimachinery/pkg/api/meta"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	"sigs.k8s.io/structured-merge-diff/v6/fieldpath"
	"sigs.k8s.io/structured-merge-diff/v6/value"
	"sigs.k8s.io/yaml"
)

// Content is what people decide about an object: a copy without its status, and without what the API server writes into
// its metadata. nil of nil.
func Content(object runtime.Object) map[string]any {
	unstructuredObject, ok := object.(*unstructured.Unstructured)
	if !ok || unstructuredObject == nil {
		return nil
	}
	content := unstructuredObject.DeepCopy().Object
	delete(content, "status")
	if metadata, ok := content["metadata"].(map[string]any); ok {
		for _, field := range []string{"managedFields", "resourceVersion", "generation", "uid", "creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds", "selfLink"} {
			delete(metadata, field)
		}
	}
	return content
}

// Hash is that of an object's content and of which object it is; "" of nil.
func Hash(object runtime.Object) string {
	content := Content(object)
	if content == nil {
		return ""
	}
	text, err := json.Marshal(content)
	if err != nil {
		return ""
	}
	hash := sha256.New()
	_, _ = hash.Write(text)
	if accessor, err := meta.Accessor(object); err == nil {
		_, _ = hash.Write([]byte(accessor.GetUID()))
	}
	return hex.EncodeToString(hash.Sum(nil))
}

// At is what an object has at a path. A key that an item leaves out may have a default.
func At(object any, path fieldpath.Path) (any, bool) {
	for _, element := range path {
		switch {
		case element.FieldName != nil:
			fields, _ := object.(map[string]any)
			next, found := fields[*element.FieldName]
			if !found {
				return nil, false
			}
			object = next
		case element.Index != nil:
			list, _ := object.([]any)
			if *element.Index < 0 || *element.Index >= len(list) {
				return nil, false
			}
			object = list[*element.Index]
		default:
			item, found := itemOf(object, element)
			if !found {
				return nil, false
			}
			object = item
		}
	}
	return object, true
}

func itemOf(object any, element fieldpath.PathElement) (any, bool) {
	list, _ := object.([]any)
	for _, item := range list {
		if element.Value != nil && equal(item, (*element.Value).Unstructured()) {
			return item, true
		}
		fields, isObject := item.(map[string]any)
		if element.Key == nil || !isObject {
			continue
		}
		fits := true
		for _, key := range *element.Key {
			if found, ok := fields[key.Name]; ok && !value.Equals(value.NewValueInterface(found), key.Value) {
				fits = false
			}
		}
		if fits {
			return item, true
		}
	}
	return nil, false
}

// Same tells whether two values are equal.
func Same(a, b any) bool { return equal(a, b) }

// Name is a path as people read it.
func Name(path fieldpath.Path) string { return strings.TrimPrefix(path.String(), ".") }

// most is how many lines of both states are compared: it takes the square of them.
const most = 20_000

// around is how many lines a unified diff shows that do not differ.
const around = 3

// Unified is a unified diff of two states as YAML; nil is the state of what does not exist. "" if they are the same.
func Unified(before, after map[string]any) string {
	a, b := lines(before), lines(after)
	if len(a)+len(b) > most {
		return fmt.Sprintf("@@ %d and %d lines, which are too many to be compared @@\n", len(a), len(b))
	}
	text, _ := difflib.GetUnifiedDiffString(difflib.UnifiedDiff{A: a, B: b, Context: around})
	return text
}

func lines(object map[string]any) []string {
	if object == nil {
		return nil
	}
	text, err := yaml.Marshal(object)
	if err != nil {
		return []string{err.Error() + "\n"}
	}
	all := strings.SplitAfter(string(text), "\n")
	return all[:len(all)-1] // what comes after the last line's end is nothing
}
