// Package sqldriver makes Helm's sql driver end with its operation.
package sqldriver

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"time"

	ri "helm.sh/helm/v4/pkg/release"
	release "helm.sh/helm/v4/pkg/release/v1"
	"helm.sh/helm/v4/pkg/storage/driver"

	"bunhelm/helm/internal/fault"
	"bunhelm/helm/internal/gate"
	"bunhelm/helm/internal/operation"
	"bunhelm/helm/internal/owners"
	"bunhelm/helm/internal/records"
	"bunhelm/helm/internal/requests"
	"bunhelm/helm/internal/wire"
)

// Driver is Helm's sql driver for one operation and one namespace. Each call gets a driver of its
// own: Helm's changes its namespace as it goes.
type Driver struct {
	address   *address
	namespace string
	op        *operation.Operation
	gates     *gate.Gate
	mode      gate.Mode
	log       slog.Handler
	unread    *records.Unread
	// read is what records said that a repair has read, and not written since.
	read map[string]release.Info
}

// New makes the driver over the database of a connection string.
func New(op *operation.Operation, gates *gate.Gate, connection, namespace string, mode gate.Mode, log slog.Handler, unread *records.Unread) (*Driver, error) {
	address, err := addressOf(connection, op.Client.Env)
	if err != nil {
		return nil, err
	}
	return &Driver{address, namespace, op, gates, mode, log, unread, map[string]release.Info{}}, nil
}

func (v *Driver) Name() string { return driver.SQLDriverName }

// content is what a call does with records.
type content int

const (
	readsRecords content = iota
	readsSummaries
	writesRecords
)

// do makes one call. Nothing of it outlives its context. Until it has a place and the tables are
// there nothing is under way, and a cancel ends a write too.
func (v *Driver) do(does content, work func(*driver.SQL) error) error {
	return v.bound(false, func(ctx context.Context) error {
		database := acquireDatabase(v.address, owners.Of(v.op))
		defer database.release()
		leave, err := v.turn(ctx, database, database.calls)
		if err != nil {
			return err
		}
		defer leave()
		if err := database.ready(ctx, v); err != nil {
			return err
		}
		return v.bound(does == writesRecords, func(ctx context.Context) error {
			err := v.inTime(ctx, func(ctx context.Context) error { return v.call(ctx, database, does, work) })
			if err == nil || isAnswer(err) || sqlState(err) != "" {
				database.answers.Add(1)
			}
			return err
		})
	})
}

// turn waits for one of this process's own places. That the database is silent it says only when nobody has had
// an answer meanwhile.
func (v *Driver) turn(ctx context.Context, d *database, places chan struct{}) (leave func(), err error) {
	if v.mode == gate.Repair {
		return take(ctx, places)
	}
	limit := v.op.Client.RequestTimeout
	late := time.NewTicker(limit)
	defer late.Stop()
	for before := d.progress(); ; {
		select {
		case places <- struct{}{}:
			return func() { <-places }, nil
		case <-ctx.Done():
			return nil, context.Cause(ctx)
		case <-late.C:
		}
		now := d.progress()
		if now == before {
			return nil, &requests.NoAnswer{By: "it", After: limit}
		}
		before = now
	}
}

// inTime ends what the database does not answer as soon as an API server must. A repair has its own limit.
func (v *Driver) inTime(ctx context.Context, work func(context.Context) error) error {
	if v.mode == gate.Repair {
		return work(ctx)
	}
	limit := v.op.Client.RequestTimeout
	ctx, cancel := context.WithTimeoutCause(ctx, limit, &requests.NoAnswer{By: "it", After: limit})
	defer cancel()
	err := work(ctx)
	late := (*requests.NoAnswer)(nil)
	if err != nil && !isAnswer(err) && errors.As(context.Cause(ctx), &late) {
		return late // rather than that the connection was cut
	}
	return err
}

// isAnswer tells what the database has said from what kept it from saying anything.
func isAnswer(err error) bool {
	var known *wire.Error
	return errors.Is(err, driver.ErrReleaseNotFound) || errors.Is(err, driver.ErrReleaseExists) || errors.As(err, &known)
}

// bound works within the gate's rules.
func (v *Driver) bound(isWrite bool, work func(context.Context) error) error {
	ctx, done, err := v.gates.Bind(v.mode, isWrite)
	if err != nil {
		return err
	}
	defer done()
	if v.mode == gate.Repair {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, v.op.Debt.Limit())
		defer cancel()
	}
	err = work(ctx)
	switch {
	case err == nil, isAnswer(err):
		return err
	case v.mode != gate.Repair && v.op.Err() != nil:
		return v.op.Err()
	}
	return fault.Storage(v.address.server, err)
}

func (v *Driver) call(ctx context.Context, database *database, does content, work func(*driver.SQL) error) error {
	lease := database.lease(ctx, v.op.Client.Limits.Record)
	defer lease.end()
	lease.bodies.summaries = does == readsSummaries
	made := lease.driver(v.namespace)
	made.SetLogger(v.log)
	if does == writesRecords {
		v.op.Evidence.Changed(true)
	}
	err := work(made)
	failure := lease.failed()
	torn, much := lease.bodies.torn(), lease.bodies.tooMany()
	switch {
	case much != nil:
		return v.unread.Refuse(much)
	case err != nil && len(torn) > 0 && failure == nil: // of one record: of several it is left out
		return v.unread.Invalid(v.namespace, torn[0].key, "", torn[0].err)
	case failure != nil && (err == nil || errors.Is(err, driver.ErrReleaseNotFound)):
		err = failure
	case sqlState(err) == "23505": // Helm looks for the other record in a transaction that is void
		err = driver.ErrReleaseExists
	}
	if err == nil {
		for _, one := range torn {
			v.unread.Skip(cmp.Or(one.namespace, v.namespace), one.key, "", one.err)
		}
	}
	if sqlState(err) == "42P01" { // the tables have gone: the database was made anew
		database.prepared.Store(false)
	}
	return err
}

func (v *Driver) Create(key string, r ri.Releaser) error {
	return v.do(writesRecords, func(d *driver.SQL) error { return d.Create(key, r) })
}

// Update asks first: Helm's is content with no row.
func (v *Driver) Update(key string, r ri.Releaser) error {
	return v.do(writesRecords, func(d *driver.SQL) error {
		if err := v.stands(d, key); err != nil {
			return err
		}
		return d.Update(key, r)
	})
}

// Delete asks first: Helm's leaves a transaction open when there is nothing to delete.
func (v *Driver) Delete(key string) (r ri.Releaser, err error) {
	err = v.do(writesRecords, func(d *driver.SQL) (err error) {
		if err = v.stands(d, key); err == nil {
			r, err = d.Delete(key)
		}
		return err
	})
	return r, err
}

func (v *Driver) Get(key string) (r ri.Releaser, err error) {
	err = v.do(readsRecords, func(d *driver.SQL) (err error) { r, err = d.Get(key); return err })
	if rel, ok := r.(*release.Release); err == nil && ok && v.mode == gate.Repair {
		v.read[key] = *rel.Info
	}
	return r, err
}

// stands tells whether a record is there, and in a repair whether it is as it was read: it may have waited
// for a connection since.
func (v *Driver) stands(d *driver.SQL, key string) error {
	found, err := d.Get(key)
	if err != nil {
		return err
	}
	before, read := v.read[key]
	delete(v.read, key)
	now, ok := found.(*release.Release)
	if !read || !ok {
		return nil
	}
	if now.Info.Status != before.Status || !now.Info.LastDeployed.Equal(before.LastDeployed) || !now.Info.Deleted.Equal(before.Deleted) {
		return errors.New("another process has written the record in the meantime")
	}
	return nil
}

// List gives releases that have only what list shows of them.
func (v *Driver) List(filter func(ri.Releaser) bool) (r []ri.Releaser, err error) {
	err = v.do(readsSummaries, func(d *driver.SQL) (err error) { r, err = d.List(filter); return err })
	return r, err
}

func (v *Driver) Query(labels map[string]string) (r []ri.Releaser, err error) {
	err = v.do(readsRecords, func(d *driver.SQL) (err error) { r, err = d.Query(labels); return err })
	return r, err
}

// Summaries are all revisions of a release, with only what history shows of them.
func (v *Driver) Summaries(name string) (r []ri.Releaser, err error) {
	labels := map[string]string{"name": name, "owner": "helm"}
	err = v.do(readsSummaries, func(d *driver.SQL) (err error) { r, err = d.Query(labels); return err })
	return r, err
}
