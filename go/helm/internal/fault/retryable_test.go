package fault

import (
	"crypto/x509"
	"errors"
	"fmt"
	"testing"
	"time"

	"bunhelm/helm/internal/operation"
	"bunhelm/helm/internal/wire"
)

func TestWhatMayWorkLaterIsRetryable(t *testing.T) {
	cut := errors.New("connection reset by peer")
	stranger := fmt.Errorf("asking: %w", x509.UnknownAuthorityError{})
	for _, test := range []struct {
		code    wire.Code
		details any
		cause   error
		want    bool
	}{
		{wire.CodeClusterUnreachable, wire.UnreachableDetails{}, cut, true},
		{wire.CodeClusterUnreachable, wire.UnreachableDetails{}, stranger, false},
		{wire.CodeAPIServer, wire.APIServerDetails{Status: 500}, cut, true},
		{wire.CodeAPIServer, wire.APIServerDetails{Status: 429}, cut, true},
		{wire.CodeAPIServer, wire.APIServerDetails{Status: 409}, cut, true},
		{wire.CodeAPIServer, wire.APIServerDetails{Status: 404}, cut, false},
		{wire.CodeReleasePending, wire.ReleasePendingDetails{AgeMs: 1000}, cut, true},
		{wire.CodeReleasePending, wire.ReleasePendingDetails{AgeMs: time.Hour.Milliseconds()}, cut, false},
		{wire.CodeStorageFailed, wire.StorageFailedDetails{Reason: wire.StorageUnreachable}, cut, true},
		{wire.CodeStorageFailed, wire.StorageFailedDetails{Reason: wire.StorageRefused}, cut, false},
		{wire.CodeRepositoryUnreachable, wire.RepositoryDetails{}, cut, true},
		{wire.CodeRegistryUnreachable, wire.RegistryDetails{}, cut, true},
		{wire.CodeRegistryUnreachable, wire.RegistryDetails{Status: 404}, cut, false},
		{wire.CodeRegistryUnreachable, wire.RegistryDetails{}, stranger, false},
		{wire.CodeOverloaded, wire.OverloadedDetails{}, cut, true},
		{wire.CodeUninstallIncomplete, wire.UninstallIncompleteDetails{}, cut, true},
		{wire.CodeUnauthorized, wire.APIServerDetails{Status: 401}, cut, false},
		{wire.CodeForbidden, wire.APIServerDetails{Status: 403}, cut, false},
		{wire.CodeWaitTimeout, wire.WaitTimeoutDetails{}, cut, false},
		{wire.CodeInvalidArgument, wire.InvalidArgumentDetails{}, cut, false},
		{wire.CodeAborted, wire.AbortedDetails{}, cut, false},
		{wire.CodeInternal, nil, nil, false},
	} {
		if got := retryable(operation.Advice{}, &wire.Error{Code: test.code, Details: test.details, Cause: test.cause}); got != test.want {
			t.Errorf("%s %+v of %v: %v", test.code, test.details, test.cause, got)
		}
	}
	taken := &wire.Error{Code: wire.CodeClusterUnreachable, Release: &wire.FailedRelease{Name: "shop", Revision: 1}, Cause: cut}
	if retryable(operation.Advice{Once: true}, taken) {
		t.Error("an install that has recorded its first revision is retryable, although its name is taken")
	}
	if !retryable(operation.Advice{}, taken) {
		t.Error("an upgrade is not")
	}
}
