package session

import (
	"cmp"
	"slices"

	ri "helm.sh/helm/v4/pkg/release"
	release "helm.sh/helm/v4/pkg/release/v1"
)

// Revisions is every record of a release, oldest first, with what history shows of it; none is no
// error. It holds a page of records at a time.
func (s *Session) Revisions(name string) ([]*release.Release, error) {
	if v, inDatabase := s.observer.Driver.(*sqlView); inDatabase {
		return s.history(name, v.summaries)
	}
	return s.records(name, func(l *listing) { l.all = true })
}

// Last is the newest record of a release, with all its contents; nil when there is none. The others
// are not decoded.
func (s *Session) Last(name string) (*release.Release, error) {
	if v, inDatabase := s.observer.Driver.(*sqlView); inDatabase {
		return s.lastRow(name, v)
	}
	read, err := s.records(name, func(l *listing) { l.whole = true })
	if err != nil || len(read) == 0 {
		return nil, err
	}
	return read[len(read)-1], nil
}

// lastRow is Last of a database.
func (s *Session) lastRow(name string, v *sqlView) (*release.Release, error) {
	read, err := s.history(name, v.summaries)
	if err != nil || len(read) == 0 {
		return nil, err
	}
	if newest, err := v.Get(keyOf(read[len(read)-1])); err == nil {
		return newest.(*release.Release), nil
	}
	// It is not where it says it is, or it cannot be read: another may be the newest.
	if read, err = s.History(name); err != nil || len(read) == 0 {
		return nil, err
	}
	return read[len(read)-1], nil
}

func (s *Session) records(name string, which func(*listing)) ([]*release.Release, error) {
	l, err := s.listing()
	if err != nil {
		return nil, err
	}
	if l == nil {
		return s.History(name)
	}
	l.owned, l.release = l.owned+",name="+name, name
	which(l)
	found, err := l.List(func(r ri.Releaser) bool {
		rel, ok := r.(*release.Release)
		return ok && (rel.Name == name || rel.Labels["name"] == name)
	})
	if err == nil && len(found) == 0 {
		err = s.unread.instead(name)
	}
	if err != nil {
		return nil, err
	}
	read := make([]*release.Release, len(found))
	for i, r := range found {
		read[i] = r.(*release.Release)
	}
	slices.SortStableFunc(read, func(a, b *release.Release) int { return cmp.Compare(a.Version, b.Version) })
	return read, nil
}
