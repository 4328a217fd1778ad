package waiting

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/cli-runtime/pkg/resource"
	"k8s.io/client-go/kubernetes/scheme"
	"k8s.io/client-go/util/jsonpath"

	kstatus "github.com/fluxcd/cli-utils/pkg/kstatus/status"

	"helm.sh/helm/v4/pkg/kube"

	"bunhelm/helm/internal/fault"
	"bunhelm/helm/internal/operation"
	"bunhelm/helm/internal/wire"
)

// Rules say when objects of some kinds are ready.
type Rules struct {
	exact    map[schema.GroupKind]rule
	anywhere map[string]rule // by kind
}

// rule computes the status of an object. A kind whose rule is nil is not waited for.
type rule func(ctx context.Context, object *unstructured.Unstructured) (*kstatus.Result, error)

// ParseRules reads the option readiness, or says what is wrong with it.
func ParseRules(op *operation.Operation, given map[string]wire.ReadinessRule) (*Rules, error) {
	if len(given) == 0 {
		return nil, nil
	}
	rules := &Rules{exact: map[schema.GroupKind]rule{}, anywhere: map[string]rule{}}
	for key, one := range given {
		option := fmt.Sprintf("readiness[%q]", key)
		group, kind, hasGroup := strings.Cut(key, "/")
		if !hasGroup {
			group, kind = "", key
		}
		if kind == "" || strings.Contains(kind, "/") {
			return nil, fault.InvalidArgument("readiness", `%s: kinds are named as "argoproj.io/Rollout", "Pod" or "*/Job"`, option)
		}
		if !hasGroup && !isCore(kind) {
			return nil, fault.InvalidArgument("readiness", `%s: the core API has no such kind; name its group too, as in "apps/Deployment", or all groups: "*/%s"`, option, kind)
		}
		made, err := ruleOf(op, one)
		if err != nil {
			return nil, fault.InvalidArgument("readiness", "%s: %v", option, err)
		}
		if group == "*" {
			rules.anywhere[kind] = made
		} else {
			rules.exact[schema.GroupKind{Group: group, Kind: kind}] = made
		}
	}
	return rules, nil
}

func isCore(kind string) bool {
	return scheme.Scheme.Recognizes(schema.GroupVersionKind{Version: "v1", Kind: kind})
}

// of is the rule for a kind, if there is one.
func (r *Rules) of(kind schema.GroupKind) (found rule, has bool) {
	if r == nil {
		return nil, false
	}
	if found, has = r.exact[kind]; !has {
		found, has = r.anywhere[kind.Kind]
	}
	return found, has
}

// waitedFor is a list without what is not waited for.
func (r *Rules) waitedFor(list kube.ResourceList) kube.ResourceList {
	return list.Filter(func(info *resource.Info) bool {
		rule, has := r.of(info.Mapping.GroupVersionKind.GroupKind())
		return !has || rule != nil
	})
}

func ruleOf(op *operation.Operation, given wire.ReadinessRule) (rule, error) {
	if given.Function != nil {
		return ask(op, given.Function.Index), nil
	}
	how, expression, _ := strings.Cut(given.Text, "=")
	switch {
	case given.Text == "skip":
		return nil, nil
	case how == "condition" && expression != "":
		return condition(expression), nil
	case how == "jsonpath" && expression != "":
		return path(expression)
	}
	return nil, wire.ErrReadinessRule
}

func result(status kstatus.Status, message string) *kstatus.Result {
	return &kstatus.Result{Status: status, Message: message}
}

// condition holds once a condition of the status has a value, "True" where none is named, for the newest generation
// (kubectl wait --for=condition=...).
func condition(expression string) rule {
	name, wanted, given := strings.Cut(expression, "=")
	if !given {
		wanted = "True"
	}
	return func(_ context.Context, object *unstructured.Unstructured) (*kstatus.Result, error) {
		conditions, _, err := unstructured.NestedSlice(object.Object, "status", "conditions")
		if err != nil {
			return nil, fmt.Errorf("its status.conditions cannot be read: %w", err)
		}
		for _, one := range conditions {
			fields, _ := one.(map[string]any)
			if text(fields["type"]) == "" || !strings.EqualFold(text(fields["type"]), name) {
				continue
			}
			if old := outdated(object, fields["observedGeneration"], name); old != nil {
				return old, nil
			}
			message := fmt.Sprintf("%s is %s", name, text(fields["status"]))
			for _, more := range []string{text(fields["reason"]), text(fields["message"])} {
				if more != "" {
					message += ": " + more
				}
			}
			if strings.EqualFold(text(fields["status"]), wanted) {
				return result(kstatus.CurrentStatus, message), nil
			}
			return result(kstatus.InProgressStatus, message), nil
		}
		return result(kstatus.InProgressStatus, "it has no condition "+name+" yet"), nil
	}
}

// outdated says that what a controller has written, by the generation beside it or that of the whole status, is about a
// former generation of the object. Argo's Rollout has the number as a string.
func outdated(object *unstructured.Unstructured, beside any, what string) *kstatus.Result {
	if beside == nil {
		beside, _, _ = unstructured.NestedFieldNoCopy(object.Object, "status", "observedGeneration")
	}
	observed, err := strconv.ParseInt(fmt.Sprint(beside), 10, 64)
	if err != nil || observed >= object.GetGeneration() {
		return nil
	}
	return result(kstatus.InProgressStatus, fmt.Sprintf("%s is of generation %d, and the object is at %d", what, observed, object.GetGeneration()))
}

func text(value any) string {
	text, _ := value.(string)
	return text
}

// path holds once all that is at a path has a value, or is there where none is named, for the newest generation (kubectl
// wait --for=jsonpath=..., which takes one value only).
func path(expression string) (rule, error) {
	where, wanted := expression, ""
	given := false
	if end := strings.LastIndex(expression, "}"); end >= 0 {
		where = expression[:end+1]
		wanted, given = strings.CutPrefix(expression[end+1:], "=")
		if !given && len(expression) > end+1 {
			return nil, fmt.Errorf("%q: after the path comes = and a value", expression)
		}
	} else {
		where, wanted, given = strings.Cut(expression, "=")
	}
	relaxed := where
	if !strings.HasPrefix(where, "{") { // as kubectl takes it
		relaxed = "{." + strings.TrimPrefix(where, ".") + "}"
	}
	wanted = strings.Trim(wanted, `"'`)
	if err := jsonpath.New("readiness").Parse(relaxed); err != nil {
		return nil, err
	}
	return func(_ context.Context, object *unstructured.Unstructured) (*kstatus.Result, error) {
		query := jsonpath.New("readiness").AllowMissingKeys(true) // one keeps what it has found
		if err := query.Parse(relaxed); err != nil {
			return nil, err
		}
		if old := outdated(object, nil, "its status"); old != nil {
			return old, nil
		}
		missing := result(kstatus.InProgressStatus, "it has no "+where+" yet")
		found, err := query.FindResults(object.Object)
		if err != nil && strings.Contains(err.Error(), "array index out of bounds") {
			return missing, nil
		}
		if err != nil {
			return nil, fmt.Errorf("%s cannot be read: %w", where, err)
		}
		var values []string
		for _, value := range slices.Concat(found...) {
			var is bytes.Buffer
			if err := query.PrintResults(&is, []reflect.Value{value}); err != nil {
				return nil, err
			}
			values = append(values, is.String())
		}
		if len(values) == 0 {
			return missing, nil
		}
		message := where + " is " + strings.Join(values, ", ")
		if object.GroupVersionKind().GroupKind() == (schema.GroupKind{Kind: "Secret"}) {
			message = where + " of a Secret, which is not shown"
		}
		if given && slices.ContainsFunc(values, func(is string) bool { return is != wanted }) {
			return result(kstatus.InProgressStatus, message), nil
		}
		return result(kstatus.CurrentStatus, message), nil
	}, nil
}

// askedFor is how long a function may take.
const askedFor = 10 * time.Second

// words are the statuses by which functions answer.
var words = map[string]kstatus.Status{"ready": kstatus.CurrentStatus, "progressing": kstatus.InProgressStatus, "failed": kstatus.FailedStatus}

// ask asks a function in JavaScript.
func ask(op *operation.Operation, function int) rule {
	return func(ctx context.Context, object *unstructured.Unstructured) (*kstatus.Result, error) {
		argument, err := json.Marshal(object.Object)
		if err != nil {
			return nil, err
		}
		late := fmt.Errorf("its function in readiness has not answered within %s", askedFor)
		ctx, done := context.WithTimeoutCause(ctx, askedFor, late)
		defer done()
		answer, _, err := op.AskWithin(ctx, function, argument)
		if err != nil {
			return nil, &unanswered{err}
		}
		var given struct {
			Status  string `json:"status"`
			Message string `json:"message"`
		}
		if err := json.Unmarshal(answer, &given); err != nil || words[given.Status] == "" {
			return nil, &unanswered{fmt.Errorf(`its function in readiness must return "ready", "progressing" or "failed", or an object with such a status, and has returned %s`, answer)}
		}
		return result(words[given.Status], given.Message), nil
	}
}

// unanswered is a function that has failed: the wait is over.
type unanswered struct{ error }

func (u *unanswered) Unwrap() error { return u.error }
