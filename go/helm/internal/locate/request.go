package locate

import (
	"bunhelm/helm/internal/chartfiles"
	"bunhelm/helm/internal/fault"
	"bunhelm/helm/internal/operation"
	"bunhelm/helm/internal/wire"
)

// Chart finds the chart of a request, and downloads it where it has to.
func Chart(op *operation.Operation, ref wire.ChartRef, o *wire.ChartSourceOptions) (*chartfiles.Found, error) {
	op.Evidence.Phase(wire.PhaseLoad, 0)
	if ref.Handle == 0 && ref.Archive == nil {
		return byReference(op, ref.Ref, o)
	}
	if err := checkHere(ref, o); err != nil {
		return nil, err
	}
	if ref.Handle != 0 {
		return chartfiles.Handled(op, ref.Handle)
	}
	data, found := op.Attachment(ref.Archive.Index)
	if !found {
		return nil, fault.InvalidArgument("chart", "chart: the bytes are missing")
	}
	return &chartfiles.Found{Reference: "bytes", Archive: data}, nil
}

// checkHere refuses what says where a chart comes from of one that is here already: above all verify
// must not pass unseen.
func checkHere(ref wire.ChartRef, o *wire.ChartSourceOptions) error {
	what, instead := "an archive given as bytes has no provenance file next to it", "check them with charts.verify"
	if ref.Handle != 0 {
		what, instead = "the chart is loaded already", "give this to charts.load"
	}
	if o.Verify {
		return fault.InvalidArgument("verify", "verify: %s; %s", what, instead)
	}
	for _, option := range []struct {
		name string
		set  bool
	}{
		{"version", o.Version != ""}, {"devel", o.Devel}, {"repo", o.Repo != ""}, {"keyring", o.Keyring != wire.Keyring{}},
		{"plainHttp", o.PlainHttp}, {"passCredentials", o.PassCredentials}, {"username", o.Username != ""}, {"password", o.Password != ""},
		{"certFile", o.CertFile != ""}, {"keyFile", o.KeyFile != ""}, {"caFile", o.CaFile != ""}, {"insecureSkipTlsVerify", o.InsecureSkipTlsVerify},
	} {
		if option.set {
			return fault.InvalidArgument(option.name, "%s has no effect on a chart that is given as bytes or already loaded", option.name)
		}
	}
	return nil
}
