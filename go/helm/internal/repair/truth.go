package repair

import (
	"errors"

	apierrors "k8s.io/apimachinery/pkg/api/errors"

	"helm.sh/helm/v4/pkg/release/common"
	release "helm.sh/helm/v4/pkg/release/v1"
	"helm.sh/helm/v4/pkg/storage/driver"

	"bunhelm/helm/internal/operation"
	"bunhelm/helm/internal/wire"
)

// untruth is a record that could not be brought to the truth.
type untruth struct {
	operation.Unwritten
	err error
}

func (u *untruth) Error() string { return u.err.Error() }
func (u *untruth) Unwrap() error { return u.err }

func untrue(rel *release.Release, cluster common.Status, err error) error {
	if err == nil {
		return nil
	}
	return &untruth{operation.Unwritten{
		Revision: rel.Version, Cluster: wire.Status(cluster), Record: wire.Status(rel.Info.Status), Reason: err,
	}, err}
}

// unwritten is what a caller is told of what could not be repaired.
func (r *repair) unwritten(problems error) *operation.Unwritten {
	var newest *operation.Unwritten
	if all, several := problems.(interface{ Unwrap() []error }); several {
		for _, one := range all.Unwrap() {
			if known := (*untruth)(nil); errors.As(one, &known) && (newest == nil || known.Revision > newest.Revision) {
				newest = &known.Unwritten
			}
		}
	}
	if newest != nil {
		return newest
	}
	return r.observer.Unknown(r.result, problems)
}

// final tells an answer that will be the same the next time.
func final(err error) bool {
	if errors.Is(err, driver.ErrReleaseNotFound) {
		return true
	}
	if known := (*wire.Error)(nil); errors.As(err, &known) {
		return known.Code != wire.CodeClusterUnreachable && known.Code != wire.CodeStorageFailed
	}
	var status apierrors.APIStatus
	if !errors.As(err, &status) {
		return false
	}
	switch code := status.Status().Code; code {
	case 401, 403, 408, 409, 429:
		return false
	default:
		return code >= 400 && code < 500
	}
}
