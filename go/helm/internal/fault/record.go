package fault

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"bunhelm/helm/internal/evidence"
	"bunhelm/helm/internal/wire"
)

// RecordNotWritten is a verb that has done its work, while the record of the release says otherwise.
func RecordNotWritten(name string, one *evidence.Unwritten) *wire.Error {
	err := Newf(wire.CodeRecordNotWritten, wire.RecordNotWrittenDetails{
		HintDetails:     wire.HintDetails{Hint: howToMend(one)},
		UnwrittenRecord: unwritten(one),
	}, one.Reason, "release %q is %s, but %s: %s", name, one.Cluster, stands(one)+whyNotWritten(one), briefly(one.Reason))
	err.Phase = wire.PhaseStore
	return err
}

func unwritten(one *evidence.Unwritten) wire.UnwrittenRecord {
	return wire.UnwrittenRecord{Revision: one.Revision, Cluster: one.Cluster, Record: one.Record, Reason: once(one.Reason)}
}

// stands says what the record says in place of the truth.
func stands(one *evidence.Unwritten) string {
	if one.Record == "" {
		return fmt.Sprintf("the recorded status of revision %d is unknown", one.Revision)
	}
	if one.Record == one.Cluster {
		return fmt.Sprintf("the results of its hooks could not be recorded in revision %d", one.Revision)
	}
	return fmt.Sprintf("revision %d is still recorded as %s", one.Revision, one.Record)
}

// whyNotWritten leads over to the reason.
func whyNotWritten(one *evidence.Unwritten) string {
	if one.Record == "" || one.Record == one.Cluster {
		return ""
	}
	return ", because its record could not be written"
}

// once is an error on one line; what several requests have failed of is said once.
func once(err error) string {
	var said []string
	for line := range strings.Lines(err.Error()) {
		if line = strings.TrimSpace(line); line != "" && !slices.Contains(said, line) && len(said) < 20 {
			said = append(said, line)
		}
	}
	return strings.Join(said, " ")
}

// briefly leaves out which request it was that the API server did not answer.
func briefly(err error) string {
	if serverAway(err) {
		return "the API server could not be reached: " + whyNoAnswer(err)
	}
	return once(err)
}

// howToMend is what frees the release once its record can be written again.
func howToMend(one *evidence.Unwritten) string {
	if serverAway(one.Reason) {
		return "when the API server is back, " + goOnFrom(one)
	}
	first := "make sure that the record can be written (check the credentials, the permission to update Secrets and the API server)"
	switch {
	case one.Cluster == wire.StatusUninstalled || one.Record == wire.StatusUninstalling:
		return first + ", then uninstall again"
	case one.Cluster == wire.StatusDeployed && isPending(one.Record):
		return first + fmt.Sprintf(", then call releases.rollback with revision: %d, which the cluster has: until then, upgrades are refused", one.Revision)
	case isPending(one.Record):
		return first + ", then call releases.rollback to return to a revision that worked, or releases.uninstall: until then, upgrades are refused"
	}
	if one.Record == one.Cluster {
		return first + ", then run the tests again"
	}
	return first + ", then upgrade again"
}

func isPending(status wire.Status) bool {
	return status == wire.StatusPendingInstall || status == wire.StatusPendingUpgrade || status == wire.StatusPendingRollback
}

// serverAway tells an API server that does not answer from a database that does not.
func serverAway(err error) bool {
	known, understood := find[*wire.Error](err)
	return isUnreachable(err) && (!understood || known.Code == wire.CodeClusterUnreachable)
}

// goOnFrom is the call that goes on from a record that could not be put in order.
func goOnFrom(one *evidence.Unwritten) string {
	next := "call releases.upgrade again"
	switch {
	case one.Cluster == wire.StatusUninstalled || one.Record == wire.StatusUninstalling:
		next = "call releases.uninstall again"
	case one.Cluster == wire.StatusDeployed && isPending(one.Record):
		next = fmt.Sprintf("call releases.rollback with revision: %d, which the cluster has", one.Revision)
	case one.Record == wire.StatusPendingInstall:
		next = "call releases.uninstall"
	case one.Record == wire.StatusPendingUpgrade, one.Record == wire.StatusPendingRollback:
		next = "call releases.rollback"
	case one.Record == "":
		next = "see what releases.status says, and call releases.rollback or releases.uninstall if the release is still pending"
	case one.Record == one.Cluster:
		next = "call releases.test again"
	}
	return next + ": " + stands(one)
}

// sameTrouble tells whether a record could not be written for the reason that the error is about.
func sameTrouble(e *wire.Error, one *evidence.Unwritten) bool {
	switch e.Code {
	case wire.CodeClusterUnreachable:
		return serverAway(one.Reason)
	case wire.CodeUnauthorized:
		s := status(one.Reason)
		return s != nil && s.Reason == metav1.StatusReasonUnauthorized
	}
	return false
}

// addUnwritten says of an error that beside the failure the record could not be put in order.
func addUnwritten(e *wire.Error, one *evidence.Unwritten) {
	if one == nil || e.Code == wire.CodeRecordNotWritten {
		return
	}
	same := sameTrouble(e, one)
	if same {
		e.Message += "; " + stands(one)
	} else {
		e.Message += fmt.Sprintf("; and %s: %s", stands(one)+whyNotWritten(one), briefly(one.Reason))
	}
	given := unwritten(one)
	setHint(e, func(hint *wire.HintDetails) {
		hint.Unwritten = &given
		switch {
		case same && e.Code == wire.CodeUnauthorized:
			hint.Hint += "; then " + goOnFrom(one)
		case same || hint.Hint == "":
			hint.Hint = howToMend(one)
		}
	})
}

// setHint changes what all details have in common.
func setHint(e *wire.Error, change func(*wire.HintDetails)) {
	if e.Details == nil {
		e.Details = wire.HintDetails{}
	}
	details := reflect.New(reflect.TypeOf(e.Details)).Elem()
	details.Set(reflect.ValueOf(e.Details))
	if own, is := details.Addr().Interface().(*wire.HintDetails); is {
		change(own)
	} else if field := details.FieldByName("HintDetails"); field.IsValid() {
		change(field.Addr().Interface().(*wire.HintDetails))
	}
	e.Details = details.Interface()
}
