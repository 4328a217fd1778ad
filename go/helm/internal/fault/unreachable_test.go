package fault_test

import (
	"context"
	"errors"
	"net"
	"net/url"
	"os"
	"strings"
	"syscall"
	"testing"

	"bunhelm/helm/internal/evidence"
	"bunhelm/helm/internal/fault"
	"bunhelm/helm/internal/operation"
	"bunhelm/helm/internal/silent"
	"bunhelm/helm/internal/wire"
)

func TestWhatIsLeftOfAnUnansweredRequestIsTheReason(t *testing.T) {
	for text, want := range map[string]string{
		`Get "https://127.0.0.1:9/api?limit=50": dial tcp 127.0.0.1:9: connect: connection refused`:                    "connection refused",
		`query: failed to query with labels: Get "https://[::1]:9/api": dial tcp [::1]:9: connect: connection refused`: "connection refused",
		`Get "https://h/api": proxyconnect tcp: dial tcp 127.0.0.1:9: connect: connection refused`:                     "connection refused",
		`Put "https://h/api": read tcp 127.0.0.1:1->127.0.0.1:2: read: connection reset by peer`:                       "connection reset by peer",
		`Get "https://h/api": net/http: TLS handshake timeout`:                                                         "net/http: TLS handshake timeout",
		"something else": "something else",
	} {
		e := classify(fault.WithPhase(wire.PhaseConnect, errors.New(text)))
		if e.Code != wire.CodeClusterUnreachable || e.Message != "cannot reach the API server: "+want {
			t.Errorf("%q became %s %q", text, e.Code, e.Message)
		}
		if len(e.Causes) == 0 || e.Causes[0] != text {
			t.Errorf("causes: %q", e.Causes)
		}
	}
	text := `Get "https://h/api": tls: failed to verify certificate: x509: certificate has expired or is not yet valid`
	e := classify(fault.WithPhase(wire.PhaseConnect, errors.New(text)))
	if e.Message != "cannot trust the API server: certificate has expired or is not yet valid" {
		t.Error(e.Message)
	}
}

func TestARecordThatIsStillPendingIsToldInFewWords(t *testing.T) {
	down := &url.Error{Op: "Get", URL: "https://h/api", Err: &net.OpError{Op: "dial", Net: "tcp", Err: os.NewSyscallError("connect", syscall.ECONNREFUSED)}}
	reason := errors.Join(down, down, down)
	for record, want := range map[wire.Status]string{
		wire.StatusPendingInstall:  "when the API server is back, call releases.uninstall: revision 5 is still recorded as pending-install",
		wire.StatusPendingUpgrade:  "when the API server is back, call releases.rollback: revision 5 is still recorded as pending-upgrade",
		wire.StatusPendingRollback: "when the API server is back, call releases.rollback: revision 5 is still recorded as pending-rollback",
		wire.StatusUninstalling:    "when the API server is back, call releases.uninstall again: revision 5 is still recorded as uninstalling",
	} {
		op := operation.New(context.Background(), silent.Port{})
		op.Evidence.Unwritten(&evidence.Unwritten{Revision: 5, Cluster: wire.StatusFailed, Record: record, Reason: reason})
		e := fault.Classify(op, fault.WithPhase(wire.PhaseWait, down))
		if want := "cannot reach the API server: connection refused; revision 5 is still recorded as " + string(record); e.Message != want {
			t.Errorf("%s", e.Message)
		}
		details := e.Details.(wire.UnreachableDetails)
		if details.Hint != want || details.Unwritten.Reason != down.Error() {
			t.Errorf("%s: %s", details.Hint, details.Unwritten.Reason)
		}
		e = fault.RecordNotWritten("web", &evidence.Unwritten{Revision: 5, Cluster: wire.StatusDeployed, Record: record, Reason: reason})
		if hint, want := e.Details.(wire.RecordNotWrittenDetails).Hint, "releases.rollback with revision: 5"; (record != wire.StatusUninstalling) != strings.Contains(hint, want) {
			t.Errorf("%s: %s", record, hint)
		}
		if want := `release "web" is deployed, but revision 5 is still recorded as ` + string(record) + ", because its record could not be written: the API server could not be reached: connection refused"; e.Message != want {
			t.Error(e.Message)
		}
	}
}

func TestADatabaseThatIsAwayIsNotTheAPIServer(t *testing.T) {
	down := &net.OpError{Op: "dial", Net: "tcp", Err: errors.New("connection refused")}
	reason := fault.Newf(wire.CodeStorageFailed, wire.StorageFailedDetails{}, down, "the database does not answer")
	e := fault.RecordNotWritten("web", &evidence.Unwritten{Revision: 5, Cluster: wire.StatusDeployed, Record: wire.StatusPendingInstall, Reason: reason})
	details := e.Details.(wire.RecordNotWrittenDetails)
	if said := e.Message + details.Hint; strings.Contains(said, "API server could not") || strings.Contains(said, "is back") {
		t.Error(said)
	}
}
