package repair

import (
	"errors"
	"time"

	apierrors "k8s.io/apimachinery/pkg/api/errors"

	"helm.sh/helm/v4/pkg/storage/driver"

	"bunhelm/helm/internal/wire"
)

// pauses of a repair: the first ones, then the last of them again and again.
var pauses = []time.Duration{100 * time.Millisecond, 300 * time.Millisecond, time.Second, 2 * time.Second}

// insist tries again until it works, the time is over, or the answer is final. A credential or a right
// that is refused may be known a moment later, as after a restart of the API server.
func insist(end time.Time, try func() error) error {
	err := try()
	for n := 0; err != nil && !final(err); n++ {
		if n == len(pauses)-1 && (apierrors.IsForbidden(err) || apierrors.IsUnauthorized(err)) {
			break
		}
		pause := pauses[min(n, len(pauses)-1)]
		if time.Now().Add(pause).After(end) {
			break
		}
		time.Sleep(pause)
		err = try()
	}
	return err
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
