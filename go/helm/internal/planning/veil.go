package planning

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"k8s.io/apimachinery/pkg/runtime"
	utiljson "k8s.io/apimachinery/pkg/util/json"

	"bunhelm/helm/internal/changes"
	"bunhelm/helm/internal/fault"
	"bunhelm/helm/internal/operation"
	"bunhelm/helm/internal/wire"
)

// Veil hides what is secret in a plan.
type Veil struct {
	op   *operation.Operation
	open bool
	key  []byte // another one in each plan: from the hash of a password nobody can look for the password
}

// NewVeil makes one; open: it hides nothing.
func NewVeil(op *operation.Operation, open bool) *Veil {
	key := make([]byte, sha256.Size)
	_, _ = rand.Read(key)
	return &Veil{op: op, open: open, key: key}
}

// content is an object of the cluster as it is shown; nil of nil.
func (v *Veil) content(object runtime.Object) map[string]any { return v.hash(changes.Content(object)) }

// fields are a rendered object as it is shown.
func (v *Veil) fields(object any) map[string]any {
	fields, _ := object.(map[string]any)
	return v.hash(plain(fields))
}

// hash puts hashes in the place of a Secret's data, and of what its annotations may have of it: who applies an object often
// keeps all of it there.
func (v *Veil) hash(object map[string]any) map[string]any {
	if v.open || object["kind"] != "Secret" || object["apiVersion"] != "v1" {
		return object
	}
	for _, field := range []string{"data", "stringData"} {
		data, isMap := object[field].(map[string]any)
		for name, value := range data {
			data[name] = v.hashOf(value)
		}
		if value, found := object[field]; found && !isMap {
			object[field] = v.hashOf(value)
		}
	}
	metadata, _ := object["metadata"].(map[string]any)
	annotations, _ := metadata["annotations"].(map[string]any)
	for name, value := range annotations {
		if !strings.HasPrefix(name, "meta.helm.sh/") && !strings.HasPrefix(name, "helm.sh/") {
			annotations[name] = v.hashOf(value)
		}
	}
	return object
}

func (v *Veil) hashOf(value any) string {
	mac := hmac.New(sha256.New, v.key)
	text := fmt.Sprint(value)
	_, _ = mac.Write([]byte(text))
	return fmt.Sprintf("hmac-sha256:%s (%d characters)", hex.EncodeToString(mac.Sum(nil))[:12], len(text))
}

// shortestSecret is how long a text must be for a value to count as one: "on" may be in many.
const shortestSecret = 4

// without is a value with hashes in the place of texts and numbers that are part of a secret.
func (v *Veil) without(value any, secrets []string) any {
	switch value := value.(type) {
	case string:
		if isIn(secrets, value) {
			return v.hashOf(value)
		}
	case int64:
		if isIn(secrets, fmt.Sprint(value)) || isIn(secrets, fmt.Sprint(float64(value))) { // templates print 1234567 as 1.234567e+06
			return v.hashOf(value)
		}
	case float64:
		if isIn(secrets, fmt.Sprint(value)) {
			return v.hashOf(value)
		}
	case map[string]any:
		shown := make(map[string]any, len(value))
		for name, one := range value {
			shown[name] = v.without(one, secrets)
		}
		return shown
	case []any:
		shown := make([]any, len(value))
		for i, one := range value {
			shown[i] = v.without(one, secrets)
		}
		return shown
	}
	return value
}

func isIn(secrets []string, text string) bool {
	return len(text) >= shortestSecret && slices.ContainsFunc(secrets, func(secret string) bool { return strings.Contains(secret, text) })
}

// textsOfSecret are the texts in a rendered Secret, as they were before they were encoded too.
func textsOfSecret(object any) (texts []string) {
	fields, _ := object.(map[string]any)
	if fields["kind"] != "Secret" || fields["apiVersion"] != "v1" {
		return nil
	}
	for _, field := range []string{"data", "stringData"} {
		data, _ := fields[field].(map[string]any)
		for _, value := range data {
			text, _ := value.(string)
			texts = append(texts, text)
			if decoded, err := base64.StdEncoding.DecodeString(text); err == nil {
				texts = append(texts, string(decoded))
			}
		}
	}
	return texts
}

// text is a text as it is shown.
func (v *Veil) text(text string) string {
	if v.open {
		return text
	}
	return v.op.Secrets.Mask(text)
}

// value is a value as it is shown: two texts that hold different secrets are shown differently.
func (v *Veil) value(value any) any {
	if v.open {
		return value
	}
	switch value := value.(type) {
	case string:
		if shown := v.text(value); shown != value {
			return shown + " " + v.hashOf(value)
		}
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

// diff is a unified diff as it is shown. What is secret is hidden before it becomes YAML, which breaks long texts.
func (v *Veil) diff(before, after map[string]any) wire.Text {
	return wire.Text(v.text(changes.Unified(v.fieldsShown(before), v.fieldsShown(after))))
}

func (v *Veil) fieldsShown(object map[string]any) map[string]any {
	if object == nil {
		return nil
	}
	shown, _ := v.value(object).(map[string]any)
	return shown
}

// problem is why something would be refused, as it is shown.
func (v *Veil) problem(err error) *wire.PlannedProblem {
	known := fault.Known(v.op, err)
	problem := &wire.PlannedProblem{Code: known.Code, Message: v.text(known.Message)}
	switch details := known.Details.(type) {
	case wire.ApplyConflictDetails:
		problem.Conflicts, problem.Hint = details.Conflicts, details.Hint
	case wire.ManifestInvalidDetails:
		problem.Causes, problem.Hint = details.Causes, details.Hint
	case wire.OwnershipConflictDetails:
		problem.Hint = details.Hint
	case wire.APIServerDetails:
		problem.Hint = details.Hint
	}
	for i, cause := range problem.Causes {
		problem.Causes[i].Message = v.text(cause.Message)
	}
	return problem
}

// plain are the fields with the types that the cluster's objects have.
func plain(fields map[string]any) map[string]any {
	text, err := json.Marshal(fields)
	if err != nil {
		return nil
	}
	var made any
	if utiljson.Unmarshal(text, &made) != nil {
		return nil
	}
	object, _ := made.(map[string]any)
	return object
}
