package fault

import (
	"regexp"
	"strings"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"bunhelm/helm/internal/operation"
	"bunhelm/helm/internal/wire"
)

func status(err error) *metav1.Status {
	if api, found := find[apierrors.APIStatus](err); found {
		s := api.Status()
		return &s
	}
	return nil
}

var conflictManager = regexp.MustCompile(`conflict with "([^"]+)"`)

// conflict is a server-side apply that others' fields stand in the way of.
func conflict(op *operation.Operation, err error) *wire.Error {
	s := status(err)
	if s == nil || s.Reason != metav1.StatusReasonConflict || s.Details == nil {
		return nil
	}
	details := wire.ApplyConflictDetails{HintDetails: wire.HintDetails{
		Hint: "forceConflicts: true takes the fields over; or remove them from the chart",
	}}
	for _, cause := range s.Details.Causes {
		if cause.Type != metav1.CauseTypeFieldManagerConflict {
			continue
		}
		field := wire.FieldConflict{Field: strings.TrimPrefix(cause.Field, ".")}
		if match := conflictManager.FindStringSubmatch(cause.Message); match != nil {
			field.Manager = match[1]
		}
		details.Conflicts = append(details.Conflicts, field)
	}
	if details.Conflicts == nil {
		return nil
	}
	e := New(wire.CodeApplyConflict, details, err)
	e.Resource = op.Evidence.Seen().Refused
	return e
}

// maxSecret is the API server's limit for the data of a Secret or ConfigMap (core/v1).
const maxSecret = 1 << 20

// tooLarge is a release record above what the API server keeps.
func tooLarge(op *operation.Operation, err error) *wire.Error {
	s := status(err)
	if s == nil {
		return nil
	}
	// 422 above the limit of a Secret, 413 above that of a request, 500 above etcd's.
	if phaseOf(err) == wire.PhaseApply {
		return nil
	}
	large := s.Reason == metav1.StatusReasonRequestEntityTooLarge || strings.Contains(s.Message, "etcdserver: request is too large")
	record := s.Details != nil && strings.HasPrefix(s.Details.Name, "sh.helm.release.v1.")
	for _, cause := range causes(s) {
		large = large || record && (cause.Type == metav1.CauseTypeTooLong || strings.Contains(cause.Message, "Too long"))
	}
	if !large || !record && !strings.Contains(err.Error(), "sh.helm.release") && s.Reason != metav1.StatusReasonRequestEntityTooLarge {
		return nil
	}
	return Newf(wire.CodeReleaseTooLarge, wire.TooLargeDetails{
		HintDetails: wire.HintDetails{Hint: "a release's record contains the compressed chart, values and manifest: leave large files out of the chart (.helmignore), split it, or use the sql driver"},
		Size:        op.Evidence.RecordSize(), Limit: maxSecret,
	}, err, "the record of release %q is %s", recordName(op), limitReached(op.Evidence.RecordSize(), maxSecret))
}

func causes(s *metav1.Status) []metav1.StatusCause {
	if s.Details == nil {
		return nil
	}
	return s.Details.Causes
}

// resourceOf names the object of an answer. Some answers name its resource instead of its kind.
func resourceOf(op *operation.Operation, s *metav1.Status) *wire.ResourceRef {
	if s.Details == nil || s.Details.Name == "" {
		return nil
	}
	if refused := op.Evidence.Seen().Refused; refused != nil && refused.Name == s.Details.Name {
		return refused
	}
	kind := s.Details.Kind
	if kind == "namespaces" {
		kind = "Namespace"
	}
	return &wire.ResourceRef{Kind: kind, Name: s.Details.Name}
}

// apiStatus is any other answer of the API server that is an error.
func apiStatus(op *operation.Operation, err error) *wire.Error {
	s := status(err)
	if s == nil {
		return nil
	}
	details := wire.APIServerDetails{Status: int(s.Code), Reason: string(s.Reason), Server: op.Evidence.Seen().Server}
	var e *wire.Error
	switch {
	case s.Reason == metav1.StatusReasonUnauthorized:
		details.Hint = howToRenew(op.Evidence.Seen(), "are wrong or have expired")
		e = Newf(wire.CodeUnauthorized, details, err, "%s", rejectedCredentials(op.Evidence.Seen(), s.Message))
	case s.Reason == metav1.StatusReasonForbidden && !strings.Contains(s.Message, "exceeded quota") && isRBAC(s):
		details.Hint = roleHint(s.Message)
		e = New(wire.CodeForbidden, details, err)
	case phaseOf(err) == wire.PhaseApply && rejected(s) && !noNamespace(s) && ofObject(s):
		return invalid(op, err, s)
	case s.Reason == metav1.StatusReasonForbidden:
		e = New(wire.CodeForbidden, details, err)
	case phaseOf(err) == wire.PhaseConnect:
		e = New(wire.CodeClusterUnreachable, wire.UnreachableDetails{APIServerDetails: details, Proxy: op.Evidence.Seen().Proxy}, err)
	default:
		if noNamespace(s) {
			details.Hint = namespaceHint(op, s.Details.Name)
		}
		e = New(wire.CodeAPIServer, details, err)
	}
	e.Resource = resourceOf(op, s)
	return e
}

// isRBAC tells a missing right from an admission plugin's refusal, which has the same reason.
func isRBAC(s *metav1.Status) bool { return strings.Contains(s.Message, " cannot ") }

// ofObject tells an answer about an object from one of something that stands before the API server, which
// knows nothing of objects.
func ofObject(s *metav1.Status) bool {
	if s.Reason != metav1.StatusReasonForbidden {
		return true
	}
	for _, cause := range causes(s) {
		if cause.Type == metav1.CauseTypeUnexpectedServerResponse {
			return false
		}
	}
	return s.Details != nil && s.Details.Name != ""
}

func noNamespace(s *metav1.Status) bool {
	return s.Reason == metav1.StatusReasonNotFound && s.Details != nil && s.Details.Kind == "namespaces"
}

// rejected: the API server read the object and does not want it.
func rejected(s *metav1.Status) bool {
	switch s.Reason {
	case metav1.StatusReasonInvalid, metav1.StatusReasonBadRequest, metav1.StatusReasonForbidden, metav1.StatusReasonNotFound:
		return true
	}
	return s.Code == 500 && (strings.Contains(s.Message, "failed to create typed patch object") || strings.Contains(s.Message, "failed to convert new object"))
}
