package rehearsal

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/cli-runtime/pkg/resource"

	"helm.sh/helm/v4/pkg/kube"

	"bunhelm/helm/internal/objects"
	"bunhelm/helm/internal/wire"
)

// othersConflicts leaves out of a conflict what Helm manages itself by client-side apply; nil when nothing
// else is left.
func othersConflicts(err error) (others error, conflict bool) {
	var status *apierrors.StatusError
	if !errors.As(err, &status) || status.ErrStatus.Reason != metav1.StatusReasonConflict || status.ErrStatus.Details == nil {
		return nil, false
	}
	left := status.ErrStatus.DeepCopy()
	left.Details.Causes = slices.DeleteFunc(left.Details.Causes, func(c metav1.StatusCause) bool {
		return c.Type == metav1.CauseTypeFieldManagerConflict && strings.HasPrefix(c.Message, `conflict with "`+kube.ManagedFieldsManager+`"`)
	})
	if len(left.Details.Causes) == 0 {
		return nil, true
	}
	return &apierrors.StatusError{ErrStatus: *left}, true
}

// errNotYet is an object that cannot be tried, since something that the call would make before is not there.
var errNotYet = errors.New("its namespace does not exist yet")

// verdict tells what is wrong with an object from what cannot be known before the call, which is said.
func (r *rehearsal) verdict(info *resource.Info, err error) (untried string, refusal error) {
	switch {
	case err == nil:
		return "", nil
	case errors.Is(err, errNotYet), strings.Contains(err.Error(), "does not support dry run"): // a webhook that has side effects
		untried = err.Error()
	default:
		missing := r.awaited(err)
		if missing == "" {
			return "", err
		}
		untried = missing + " is created by the same release"
	}
	ref := objects.RefOf(info)
	r.op.Emit(wire.LogEvent{Level: wire.LogWarn, Message: fmt.Sprintf("%s/%s could not be validated: %s", ref.Kind, ref.Name, untried)})
	return untried, nil
}

// awaited is the object of the same release that a refusal says is missing; "" when it is none.
func (r *rehearsal) awaited(err error) string {
	var status *apierrors.StatusError
	if !errors.As(err, &status) {
		return ""
	}
	text := status.ErrStatus.Message
	for _, info := range r.objects {
		kind, quoted := info.Mapping.GroupVersionKind.Kind, fmt.Sprintf("%q", info.Name)
		var says string
		switch kind {
		case "Namespace":
			says = "namespaces " + quoted + " not found"
		case "ServiceAccount":
			says = "serviceaccount " + quoted + " not found"
		case "Role", "ClusterRole":
			says = strings.ToLower(kind) + "s.rbac.authorization.k8s.io " + quoted + " not found"
		case "PriorityClass":
			says = "no PriorityClass with name " + info.Name + " was found"
		case "RuntimeClass":
			says = "RuntimeClass " + quoted + " not found"
		default:
			continue
		}
		if strings.Contains(text, says) {
			return kind + "/" + info.Name
		}
	}
	return ""
}
