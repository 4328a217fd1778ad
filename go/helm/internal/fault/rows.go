package fault

import (
	"context"
	"crypto/x509"
	"errors"
	"regexp"
	"strings"

	"k8s.io/apimachinery/pkg/api/meta"
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
