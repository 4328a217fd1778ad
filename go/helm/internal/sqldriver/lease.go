package sqldriver

import (
	"context"
	"database/sql"
	sqldriver "database/sql/driver"
	"reflect"
	"sync"
	_ "unsafe" // for go:linkname

	sq "github.com/Masterminds/squirrel"
	"github.com/jmoiron/sqlx"

	"helm.sh/helm/v4/pkg/storage/driver"

	"bunhelm/helm/internal/wire"
)

// pqConnection is what pq offers and database/sql looks for.
type pqConnection interface {
	sqldriver.Conn
	sqldriver.ConnBeginTx
	sqldriver.ConnPrepareContext
	sqldriver.ExecerContext
	sqldriver.NamedValueChecker
	sqldriver.Pinger
	sqldriver.QueryerContext
	sqldriver.SessionResetter
	sqldriver.Validator
}

// link is a connection of the pool.
type link struct {
	pqConnection
	socket *socket
}

// ResetSession comes before a link is used again. A server that has gone away meanwhile has closed
// it; pq would find out only after sending.
func (l *link) ResetSession(ctx context.Context) error {
	if !l.socket.quiet() {
		return sqldriver.ErrBadConn
	}
	return l.pqConnection.ResetSession(ctx)
}

// lease is a database as one call of Helm's driver sees it: a pool of the connections that the call
// borrows. They end with the call's context, which Helm's driver does not take.
type lease struct {
	ctx  context.Context
	pool *sql.DB // the database's
	own  *sql.DB
	// what it reads of records
	bodies bodies

	mu       sync.Mutex // guards what follows
	borrowed map[*borrowed]bool
	failure  error // of the last statement
}

func (d *database) lease(ctx context.Context, limit wire.Size) *lease {
	l := &lease{ctx: ctx, pool: d.pool, borrowed: map[*borrowed]bool{}}
	l.bodies.reader.Limit, l.bodies.held.Limit = int64(limit), int64(limit)
	l.own = sql.OpenDB(l)
	l.own.SetMaxIdleConns(-1)
	return l
}

// end gives back what the call has not: Helm's driver forgets transactions.
func (l *lease) end() {
	_ = l.own.Close()
	l.mu.Lock()
	left := l.borrowed
	l.borrowed = map[*borrowed]bool{}
	l.mu.Unlock()
	for b := range left {
		b.socket.close()
		b.giveBack()
	}
}

func (l *lease) Driver() sqldriver.Driver { return nil }

// Connect borrows.
func (l *lease) Connect(context.Context) (sqldriver.Conn, error) {
	conn, err := l.pool.Conn(l.ctx)
	if err != nil {
		return nil, l.note(err)
	}
	b := &borrowed{lease: l, conn: conn}
	_ = conn.Raw(func(raw any) error { b.link = raw.(*link); return nil })
	b.unbind = context.AfterFunc(l.ctx, b.socket.close)
	l.mu.Lock()
	l.borrowed[b] = true
	l.mu.Unlock()
	return b, nil
}

// note keeps how the last statement ended: Helm's driver calls every failure of a read "not found"
// and ignores that of a commit.
func (l *lease) note(err error) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.failure = err
	return err
}

// failed is how the last statement ended.
func (l *lease) failed() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.failure
}

// borrowed is a link in use by a lease.
type borrowed struct {
	*link
	lease  *lease
	conn   *sql.Conn
	unbind func() bool
}

func (b *borrowed) QueryContext(ctx context.Context, query string, args []sqldriver.NamedValue) (sqldriver.Rows, error) {
	rows, err := b.link.QueryContext(ctx, query, args)
	if b.lease.note(err) != nil {
		return nil, err
	}
	return b.lease.bodies.of(rows, args, b.socket.close), nil
}

func (b *borrowed) ExecContext(ctx context.Context, query string, args []sqldriver.NamedValue) (sqldriver.Result, error) {
	result, err := b.link.ExecContext(ctx, query, args)
	return result, b.lease.note(err)
}

func (b *borrowed) BeginTx(ctx context.Context, options sqldriver.TxOptions) (sqldriver.Tx, error) {
	tx, err := b.link.BeginTx(ctx, options)
	if b.lease.note(err) != nil {
		return nil, err
	}
	return &transaction{tx, b.lease}, nil
}

type transaction struct {
	sqldriver.Tx
	lease *lease
}

func (t *transaction) Commit() error { return t.lease.note(t.Tx.Commit()) }

// Close gives the link back to the database's pool.
func (b *borrowed) Close() error {
	b.lease.mu.Lock()
	delete(b.lease.borrowed, b)
	if !b.link.IsValid() && b.lease.failure == nil { // lost while rows were read
		b.lease.failure = sqldriver.ErrBadConn
	}
	b.lease.mu.Unlock()
	return b.giveBack()
}

func (b *borrowed) giveBack() error {
	if !b.unbind() { // it is cut, or about to be
		_ = b.conn.Raw(func(any) error { return sqldriver.ErrBadConn })
	}
	return b.conn.Close()
}

// driver is Helm's sql driver over the lease. NewSQL opens connections of its own, out of reach of
// any cancel, and leaves them open when it fails; so its fields are set from here. The names and
// types are those of storage/driver/sql.go in v4.3.1; a test holds them.
func (l *lease) driver(namespace string) *driver.SQL {
	made := new(driver.SQL)
	for name, value := range map[string]any{
		"db":               sqlx.NewDb(l.own, "postgres"),
		"namespace":        namespace,
		"statementBuilder": sq.StatementBuilder.PlaceholderFormat(sq.Dollar),
	} {
		field := reflect.ValueOf(made).Elem().FieldByName(name)
		reflect.NewAt(field.Type(), field.Addr().UnsafePointer()).Elem().Set(reflect.ValueOf(value))
	}
	return made
}

// ensureTables is what NewSQL does after it has connected.
//
//go:linkname ensureTables helm.sh/helm/v4/pkg/storage/driver.(*SQL).ensureDBSetup
func ensureTables(*driver.SQL) error
