package fault

import (
	"crypto/x509"
	"errors"
	"net/http"
	"time"

	apierrors "k8s.io/apimachinery/pkg/api/errors"

	"bunhelm/helm/internal/operation"
	"bunhelm/helm/internal/wire"
)

// patience is how long an operation that holds a release is likely to run still: twice the default timeout.
const patience = 10 * time.Minute

// retryable tells whether the same call may work a little later with nothing changed. What the user, the
// chart or an administrator has to change first is not.
func retryable(advice operation.Advice, e *wire.Error) bool {
	if advice.Once && e.Code != wire.CodeReleasePending && e.Release != nil && e.Release.Revision > 0 {
		return false // the name is taken now: an upgrade goes on from here
	}
	switch e.Code {
	case wire.CodeClusterUnreachable, wire.CodeRepositoryUnreachable:
		return !distrusted(e)
	case wire.CodeRegistryUnreachable:
		details, _ := e.Details.(wire.RegistryDetails)
		return details.Status != http.StatusNotFound && !distrusted(e)
	case wire.CodeStorageFailed:
		details, _ := e.Details.(wire.StorageFailedDetails)
		return details.Reason == wire.StorageUnreachable
	case wire.CodeAPIServer:
		details, _ := e.Details.(wire.APIServerDetails)
		return details.Status == http.StatusConflict || details.Status == http.StatusTooManyRequests || details.Status >= 500
	case wire.CodeReleasePending:
		details, _ := e.Details.(wire.ReleasePendingDetails)
		return time.Duration(details.AgeMs)*time.Millisecond < patience
	case wire.CodeUninstallIncomplete:
		return !apierrors.IsForbidden(e.Cause)
	case wire.CodeOverloaded:
		return true
	}
	return false
}

// distrusted tells a certificate that will not be better next time.
func distrusted(e *wire.Error) bool {
	var authority x509.UnknownAuthorityError
	var name x509.HostnameError
	var invalid x509.CertificateInvalidError
	return errors.As(e.Cause, &authority) || errors.As(e.Cause, &name) || errors.As(e.Cause, &invalid)
}
