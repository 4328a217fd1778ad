package fault

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"bunhelm/helm/internal/wire"
)

func TestAWaitWhoseTimeIsOverHasTimedOutWhateverTheErrorSays(t *testing.T) {
	for name, err := range map[string]error{
		"a cut watch":    errors.New("failed to list: client rate limiter"),
		"nothing heard":  errors.Join(errors.New("resource ConfigMap/ns/x not ready. status: Unknown, message: "), context.DeadlineExceeded),
		"something else": errors.New("resource ConfigMap/ns/x not ready. status: Unknown, message: "),
	} {
		t.Run(name, func(t *testing.T) {
			e := NotReady(Unheard(err, true), nil, time.Second)
			if e.Code != wire.CodeWaitTimeout {
				t.Errorf("got %s", e.Code)
			}
			if strings.Contains(e.Cause.Error(), "status: Unknown, message: ") {
				t.Errorf("it says %q", e.Cause)
			}
		})
	}
	if e := NotReady(Unheard(errors.New("resource Job/ns/x not ready. status: Failed, message: no"), false), nil, time.Second); e.Code != wire.CodeResourceFailed {
		t.Errorf("got %s", e.Code)
	}
}
