package releases

import (
	chart "helm.sh/helm/v4/pkg/chart/v2"
	release "helm.sh/helm/v4/pkg/release/v1"

	"bunhelm/helm/internal/naming"
	"bunhelm/helm/internal/operation"
	"bunhelm/helm/internal/render"
	"bunhelm/helm/internal/session"
	"bunhelm/helm/internal/wire"
)

// The verbs of one release begin with nameRelease, then look at their options, then openRelease.

// nameRelease refuses a malformed name before anything is sent; errors name the release from here on.
func nameRelease(op *operation.Operation, name, namespace string) error {
	if err := naming.CheckName(name); err != nil {
		return err
	}
	op.Evidence.Release(name, namespace)
	return nil
}

// openRelease opens the session of a verb; errors have the release's namespace from here on. Close it.
func openRelease(op *operation.Operation, name, namespace string) (*session.Session, error) {
	s, err := session.Open(op, session.Options{Namespace: namespace})
	if err != nil {
		return nil, err
	}
	op.Evidence.Release(name, s.Namespace)
	return s, nil
}

// hold is how a verb takes the release that it works on.
type hold int

const (
	holdsNone hold = iota // a dry run
	holds                 // no other may work on it meanwhile
	shares                // others that share it may
)

func holding(dry bool) hold {
	if dry {
		return holdsNone
	}
	return holds
}

// openToWrite is openRelease for a verb that changes the release, and takes it.
func openToWrite(op *operation.Operation, name, namespace string, how hold) (*session.Session, error) {
	s, err := openRelease(op, name, namespace)
	if err != nil {
		return nil, err
	}
	knowRecords(op, s, &wire.ValuesOptions{}, nil)
	if how == holdsNone {
		return s, nil
	}
	if err := s.Hold(name, how == shares); err != nil {
		s.Close()
		return nil, err
	}
	return s, nil
}

// knowRecords keeps what is secret in the release's records out of errors: hooks and manifests have values in
// them. An upgrade to ch may also use them again. told hear of each record too, before anything is made of it.
func knowRecords(op *operation.Operation, s *session.Session, options *wire.ValuesOptions, ch *chart.Chart, told ...func(*release.Release)) {
	known := render.KnownOf(op, options)
	s.OnRead(func(rel *release.Release) {
		known.Release(rel, ch)
		s.Kube.KnowRecord(rel.Manifest)
		for _, tell := range told {
			tell(rel)
		}
	})
}
