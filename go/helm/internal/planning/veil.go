package planning

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"

	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"

	"bunhelm/helm/internal/changes"
	"bunhelm/helm/internal/operation"
	"bunhelm/helm/internal/wire"
)

// veil hides what is secret in a plan.
type veil struct {
	op   *operation.Operation
	open bool
	key  []byte // another one in each plan: from the hash of a password nobody can look for the password
}

func newVeil(op *operation.Operation, open bool) *veil {
	key := make([]byte, sha256.Size)
	_, _ = rand.Read(key)
	return &veil{op: op, open: open, key: key}
}

// content is an object of the cluster as it is shown; nil of nil.
func (v *veil) content(object runtime.Object) map[string]any { return v.hash(changes.Content(object)) }

// fields are a rendered object as it is shown.
func (v *veil) fields(object any) map[string]any {
	fields, _ := object.(map[string]any)
	return v.hash(plain(fields))
}

// lastApplied is where kubectl keeps the whole of an object.
const lastApplied = "kubectl.kubernetes.io/last-applied-configuration"

// hash puts hashes in the place of a Secret's data.
func (v *veil) hash(object map[string]any) map[string]any {
	if v.open || object["kind"] != "Secret" || object["apiVersion"] != "v1" {
		return object
	}
	for _, field := range []string{"data", "stringData"} {
		data, _ := object[field].(map[string]any)
		for name, value := range data {
			data[name] = v.hashOf(value)
		}
	}
	metadata, _ := object["metadata"].(map[string]any)
	annotations, _ := metadata["annotations"].(map[string]any)
	if value, found := annotations[lastApplied]; found {
		annotations[lastApplied] = v.hashOf(value)
	}
	return object
}

func (v *veil) hashOf(value any) string {
	mac := hmac.New(sha256.New, v.key)
	text := fmt.Sprint(value)
	_, _ = mac.Write([]byte(text))
	return fmt.Sprintf("hmac-sha256:%s (%d characters)", hex.EncodeToString(mac.Sum(nil))[:12], len(text))
}

// text is a text as it is shown.
func (v *veil) text(text string) string {
	if v.open {
		return text
	}
	return v.op.Secrets.Mask(text)
}

// value is a value as it is shown.
func (v *veil) value(value any) any {
	if v.open {
		return value
	}
	switch value := value.(type) {
	case string:
		return v.text(value)
	case map[string]any:
		shown := make(map[string]any, len(value))
		for name, one := range value {
			shown[name] = v.value(one)
		}
		return shown
	case []any:
		shown := make([]any, len(value))
		for i, one := range value {
			shown[i] = v.value(one)
		}
		return shown
	}
	return value
}

// diff is a unified diff as it is shown: what differs only in what is secret differs in it too.
func (v *veil) diff(before, after map[string]any) wire.Text {
	return wire.Text(v.text(changes.Unified(before, after)))
}

// plain are the fields with the types that the cluster's objects have.
func plain(fields map[string]any) map[string]any {
	text, err := json.Marshal(fields)
	if err != nil {
		return nil
	}
	var made any
	if unmarshal(text, &made) != nil {
		return nil
	}
	object, _ := made.(map[string]any)
	return object
}

func managers(object runtime.Object) []metav1.ManagedFieldsEntry {
	accessor, err := meta.Accessor(object)
	if err != nil {
		return nil
	}
	return accessor.GetManagedFields()
}
