package fault

import (
	"fmt"
	"reflect"

	"bunhelm/helm/internal/operation"
	"bunhelm/helm/internal/wire"
)

// RecordNotWritten is a verb that has done its work, while the record of the release says otherwise.
func RecordNotWritten(name string, one *operation.Unwritten) *wire.Error {
	err := Said(wire.CodeRecordNotWritten, wire.RecordNotWrittenDetails{
		HintDetails:     wire.HintDetails{Hint: howToMend(one)},
		UnwrittenRecord: unwritten(one),
	}, one.Reason, "release %q is %s, but %s: %s", name, one.Cluster, stands(one), oneLine(one.Reason))
	err.Phase = wire.PhaseStore
	return err
}

func unwritten(one *operation.Unwritten) wire.UnwrittenRecord {
	return wire.UnwrittenRecord{Revision: one.Revision, Cluster: one.Cluster, Record: one.Record, Reason: oneLine(one.Reason)}
}

// stands says what the record says in place of the truth.
func stands(one *operation.Unwritten) string {
	if one.Record == "" {
		return fmt.Sprintf("the recorded status of revision %d is unknown", one.Revision)
	}
	if one.Record == one.Cluster {
		return fmt.Sprintf("the results of its hooks could not be recorded in revision %d", one.Revision)
	}
	return fmt.Sprintf("revision %d is still recorded as %s, because its record could not be written", one.Revision, one.Record)
}

// howToMend is what frees the release once its record can be written again.
func howToMend(one *operation.Unwritten) string {
	first := "make sure that the record can be written (check the credentials, the permission to update Secrets and the API server)"
	switch {
	case one.Cluster == wire.StatusUninstalled || one.Record == wire.StatusUninstalling:
		return first + ", then uninstall again"
	case one.Record == wire.StatusPendingInstall, one.Record == wire.StatusPendingUpgrade, one.Record == wire.StatusPendingRollback:
		return first + ", then call releases.rollback to return to a revision that worked, or releases.uninstall: until then, upgrades are refused"
	}
	if one.Record == one.Cluster {
		return first + ", then run the tests again"
	}
	return first + ", then upgrade again"
}

// addUnwritten says of an error that beside the failure the record could not be put in order.
func addUnwritten(e *wire.Error, one *operation.Unwritten) {
	if one == nil || e.Code == wire.CodeRecordNotWritten {
		return
	}
	e.Message += fmt.Sprintf("; and %s: %s", stands(one), oneLine(one.Reason))
	given := unwritten(one)
	setHint(e, func(hint *wire.HintDetails) {
		hint.Unwritten = &given
		if hint.Hint == "" {
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
