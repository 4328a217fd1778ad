package session

import "bunhelm/helm/internal/fault"

// ExplainOwnership lists all the objects that are not the release's, as they say it themselves.
func (s *Session) ExplainOwnership(name string, upgrade bool, err error) error {
	if !fault.IsForeign(err) {
		return err
	}
	if conflicts, unchecked := s.Kube.Foreign(name, s.Namespace, upgrade); len(conflicts) > 0 {
		return fault.OwnershipConflict(conflicts, unchecked, err)
	}
	return err
}
