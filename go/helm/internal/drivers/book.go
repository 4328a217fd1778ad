package drivers

import (
	ri "helm.sh/helm/v4/pkg/release"
	release "helm.sh/helm/v4/pkg/release/v1"
	"helm.sh/helm/v4/pkg/storage"
	"helm.sh/helm/v4/pkg/storage/driver"

	"bunhelm/helm/internal/records"
	"bunhelm/helm/internal/sqldriver"
)

// Book reads the records of a release: as Helm does (History, Newest), which the operation's storage remembers, or
// past it (Revisions, Last), which reads no more than is asked for. Where no record can be read although there
// are some, that is the error.
type Book struct {
	store    *Store
	driver   driver.Driver
	releases *storage.Storage
}

// NewBook reads through the storage of an operation, which is over the driver, or through the driver itself.
func NewBook(store *Store, d driver.Driver, releases *storage.Storage) *Book {
	return &Book{store: store, driver: d, releases: releases}
}

// History is every record of a release with all its contents, oldest first; none is no error.
func (b *Book) History(name string) ([]*release.Release, error) {
	return b.history(name, b.releases.History)
}

// Newest is the last of the History; nil when there is none.
func (b *Book) Newest(name string) (*release.Release, error) { return last(b.History(name)) }

// Revisions is every record of a release with what history shows of it, oldest first; none is no error. It holds a
// page of records at a time.
func (b *Book) Revisions(name string) ([]*release.Release, error) {
	if v, inDatabase := b.driver.(*sqldriver.Driver); inDatabase {
		return b.history(name, v.Summaries)
	}
	return b.records(name, func(l *listing) { l.all = true })
}

// Last is the newest record of a release with all its contents; nil when there is none. The others
// are not decoded.
func (b *Book) Last(name string) (*release.Release, error) {
	if v, inDatabase := b.driver.(*sqldriver.Driver); inDatabase {
		return b.lastRow(name, v)
	}
	return last(b.records(name, func(l *listing) { l.whole = true }))
}

// lastRow is Last of a database.
func (b *Book) lastRow(name string, v *sqldriver.Driver) (*release.Release, error) {
	newest, err := last(b.history(name, v.Summaries))
	if newest == nil {
		return nil, err
	}
	if whole, err := v.Get(records.KeyOf(newest)); err == nil {
		return whole.(*release.Release), nil
	}
	// It is not where it says it is, or it cannot be read: another may be the newest.
	return b.Newest(name)
}

// Unread is the error of a record of a release that could not be read; nil when all could.
func (b *Book) Unread(name string) error { return b.store.unread.Instead(name) }

// history is History as it is read in a certain way.
func (b *Book) history(name string, read func(string) ([]ri.Releaser, error)) ([]*release.Release, error) {
	list, err := records.Releases(read(name))
	if err == nil && len(list) == 0 {
		err = b.Unread(name)
	}
	return records.Sorted(list), err
}

// records are read past Helm where the API server has them.
func (b *Book) records(name string, which func(*listing)) ([]*release.Release, error) {
	l, err := b.listing()
	if err != nil {
		return nil, err
	}
	if l == nil {
		return b.History(name)
	}
	l.owned, l.release = l.owned+",name="+name, name
	which(l)
	return b.history(name, func(name string) ([]ri.Releaser, error) {
		return l.List(func(r ri.Releaser) bool {
			rel, ok := r.(*release.Release)
			return ok && (rel.Name == name || rel.Labels["name"] == name)
		})
	})
}

func last(list []*release.Release, err error) (*release.Release, error) {
	if err != nil || len(list) == 0 {
		return nil, err
	}
	return list[len(list)-1], nil
}
