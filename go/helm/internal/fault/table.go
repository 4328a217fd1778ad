package fault

import (
	"context"
	"crypto/x509"
	"errors"
	"regexp"
	"strings"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/wait"

	"helm.sh/helm/v4/pkg/storage/driver"

	"bunhelm/helm/internal/evidence"
	"bunhelm/helm/internal/operation"
	"bunhelm/helm/internal/requests"
	"bunhelm/helm/internal/wire"
)

// rows are asked in order; the first that knows an error classifies it.
var rows = []func(op *operation.Operation, err error) *wire.Error{
	classified,
	conflict,
	tooLarge,
	apiStatus,
	credentials,
	unreachable,
	storage,
	noKind,
	misnamed,
	texts,
}

// classified is an error that was understood where it came up.
func classified(_ *operation.Operation, err error) *wire.Error {
	var known *wire.Error
	if errors.As(err, &known) {
		return known
	}
	var script *thrown
	if errors.As(err, &script) {
		e := Newf(wire.CodePostRendererFailed, nil, err, "the post-renderer failed: %s", script.message)
		e.Thrown = script.ask
		e.Phase = wire.PhasePostRender
		return e
	}
	return nil
}

func status(err error) *metav1.Status {
	if api, found := find[apierrors.APIStatus](err); found {
		s := api.Status()
		return &s
	}
	return nil
}

// find is errors.As that looks into the aggregates of Kubernetes as well: those have Errors instead
// of Unwrap.
func find[T any](err error) (found T, ok bool) {
	if errors.As(err, &found) {
		return found, true
	}
	for err != nil {
		if aggregate, isAggregate := err.(interface{ Errors() []error }); isAggregate {
			for _, one := range aggregate.Errors() {
				if found, ok = find[T](one); ok {
					return found, true
				}
			}
		}
		err = errors.Unwrap(err)
	}
	return found, false
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

// credentials is a failure of Credentials that Helm has reduced to text.
func credentials(_ *operation.Operation, err error) *wire.Error {
	if _, reason, found := strings.Cut(err.Error(), "getting credentials: "); found {
		return Credentials("", errors.New(reason))
	}
	return nil
}

// unreachable is no answer at all.
func unreachable(op *operation.Operation, err error) *wire.Error {
	if !isUnreachable(err) && phaseOf(err) != wire.PhaseConnect {
		return nil
	}
	seen := op.Evidence.Seen()
	details := wire.APIServerDetails{HintDetails: wire.HintDetails{Hint: whyUnreachable(seen, err)}, Server: seen.Server}
	return Newf(wire.CodeClusterUnreachable, wire.UnreachableDetails{APIServerDetails: details, Proxy: seen.Proxy}, err, "%s", cannotReach(seen, err))
}

func whyUnreachable(seen evidence.Seen, err error) string {
	var authority x509.UnknownAuthorityError
	var name x509.HostnameError
	var invalid x509.CertificateInvalidError
	var late *requests.NoAnswer
	if _, hint, found := alien(seen, err); found {
		return hint
	}
	switch {
	case errors.As(err, &late):
		return "the API server, or something in front of it, is overloaded or hanging; requestTimeout and timeout set how long to wait for it"
	case errors.As(err, &authority):
		return "the API server's certificate was signed by an authority that is not trusted: check certificate-authority in the kubeconfig, or kubeCaFile"
	case errors.As(err, &name):
		return "the API server's certificate is for another name: check the address, tls-server-name in the kubeconfig, or kubeTlsServerName"
	case errors.As(err, &invalid):
		return "the API server's certificate is not valid, or this machine's clock is wrong"
	case seen.Proxy != "":
		return "check the proxy " + seen.Proxy + ", the address in the kubeconfig and the network"
	}
	return "check the address in the kubeconfig, proxies and the network"
}

// storage is what a storage driver says.
func storage(op *operation.Operation, err error) *wire.Error {
	switch {
	case errors.Is(err, driver.ErrNoDeployedReleases), errors.Is(err, driver.ErrReleaseNotFound):
		return New(wire.CodeReleaseNotFound, nil, err)
	case errors.Is(err, driver.ErrReleaseExists):
		return Newf(wire.CodeReleasePending, wire.ReleasePendingDetails{HintDetails: wire.HintDetails{
			Hint: "wait for the other operation, then try again",
		}}, err, "another operation has just created the same revision of release %q", releaseName(op))
	}
	return nil
}

// noKind is a kind that the API server does not offer.
func noKind(_ *operation.Operation, err error) *wire.Error {
	missing, found := find[*meta.NoKindMatchError](err)
	if !found {
		return nil
	}
	return New(wire.CodeManifestInvalid, wire.ManifestInvalidDetails{
		HintDetails: wire.HintDetails{Hint: "install its CustomResourceDefinition first: the API server does not serve this kind"},
		Causes:      []wire.FieldCause{{Field: "kind", Reason: "NoMatch", Message: missing.Error()}},
	}, err)
}

// NoLongerServed is a kind of a recorded object that the API server does not offer any more.
func NoLongerServed(err error) error {
	message, found := NoKind(err)
	if !found {
		return err
	}
	e := New(wire.CodeManifestInvalid, wire.ManifestInvalidDetails{
		HintDetails: wire.HintDetails{Hint: "the release's record has objects of a kind that the API server no longer serves: missingKinds: \"skip\" continues without them, and lists them in left"},
		Causes:      []wire.FieldCause{{Field: "kind", Reason: "NoMatch", Message: message}},
	}, err)
	e.Phase = wire.PhaseBuild
	return e
}

var noMatch = regexp.MustCompile(`no matches for kind "[^"]*" in (?:version|group) "[^"]*"`)

// NoKind tells whether the API server does not offer a kind, and says which.
func NoKind(err error) (message string, ok bool) {
	if err == nil {
		return "", false
	}
	missing, ok := find[*meta.NoKindMatchError](err)
	if !ok {
		// Of an object in a List only text is left (cli-runtime, resource/mapper.go infoForObject).
		if match := noMatch.FindString(err.Error()); match != "" {
			return match, true
		}
		return "", false
	}
	return missing.Error(), true
}

func phaseOf(err error) wire.Phase {
	var p *phased
	if errors.As(err, &p) {
		return p.phase
	}
	return ""
}

// timedOut tells a wait that ran out of time from one that ended early.
func timedOut(err error) bool {
	return errors.Is(err, context.DeadlineExceeded) || wait.Interrupted(err) ||
		strings.Contains(err.Error(), "would exceed context deadline") // client-go's rate limiter has no value for it
}
