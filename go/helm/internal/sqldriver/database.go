package sqldriver

import (
	"cmp"
	"context"
	"database/sql"
	sqldriver "database/sql/driver"
	"errors"
	"fmt"
	"maps"
	"net"
	"reflect"
	"runtime/pprof"
	"slices"
	"sync"
	"sync/atomic"
	"time"
	_ "unsafe" // for go:linkname

	"github.com/lib/pq"
	migrate "github.com/rubenv/sql-migrate"

	"bunhelm/helm/internal/fault"
	"bunhelm/helm/internal/keep"
	"bunhelm/helm/internal/owners"
)

const (
	// callLimit is how many calls of Helm's driver may talk to one database at once. Each holds up
	// to two connections: a deletion reads the labels beside its transaction.
	callLimit = 8
	// idleConnections stay open between calls; once nobody has called for databaseIdle, none.
	idleConnections = 2
	databaseIdle    = time.Minute
	// connectLimit is how long a database may take to answer to a new connection, and to be set up.
	connectLimit = 30 * time.Second
)

// address is a database as one user.
type address struct {
	config pq.Config
	key    string // tells addresses apart; has the password
	server string // for people
}

// addressOf reads a connection string. Its variables are the client's, not the process's. What the
// parser says about a malformed one may hold the password, so it is not passed on.
func addressOf(connection string, env map[string]string) (*address, error) {
	malformed := fault.InvalidArgument("driverSqlConnectionString", `driverSqlConnectionString is not a PostgreSQL connection string, such as "postgres://user:password@host:5432/database?sslmode=disable" or "host=... user=..."`)
	var variables []string
	for field := range reflect.TypeFor[pq.Config]().Fields() { // pq refuses those that it knows of but has no field for
		if variable := field.Tag.Get("env"); variable != "" && env[variable] != "" {
			variables = append(variables, variable+"="+env[variable])
		}
	}
	config, err := configFrom(connection, variables)
	if err != nil {
		return nil, malformed
	}
	host := config.Host
	if config.Hostaddr.IsValid() {
		host = config.Hostaddr.String()
	}
	return &address{config: config, key: fmt.Sprintf("%q %q", variables, connection), server: fmt.Sprintf("%s:%d/%s", host, config.Port, cmp.Or(config.Database, config.User))}, nil
}

// configFrom is NewConfig without the process's environment.
//
//go:linkname configFrom github.com/lib/pq.newConfig
func configFrom(connection string, environ []string) (pq.Config, error)

// database is one address's connections, shared by all operations. Helm's own driver would open a
// pool without limit for each namespace and never close it.
type database struct {
	key   string
	pool  *sql.DB
	calls chan struct{} // places
	setup chan struct{} // a lock that a cancel can leave

	mu      sync.Mutex // guards what follows
	holders map[owners.Owner]bool

	prepared atomic.Bool   // Helm's tables are there
	answers  atomic.Uint64 // how many calls it has answered
}

var databases = keep.New[string](databaseIdle, 0, func(d *database) { _ = d.pool.Close() })

// acquireDatabase finds or makes an address's database. The caller releases it.
func acquireDatabase(a *address, client owners.Owner) *database {
	d, _ := databases.Take(a.key, 1, func() (*database, error) { // which cannot fail
		d := &database{
			key:     a.key,
			pool:    openPool(a),
			calls:   make(chan struct{}, callLimit),
			setup:   make(chan struct{}, 1),
			holders: map[owners.Owner]bool{},
		}
		d.pool.SetMaxOpenConns(2 * callLimit)
		d.pool.SetMaxIdleConns(idleConnections)
		return d, nil
	})
	d.mu.Lock()
	defer d.mu.Unlock()
	d.holders[client] = true
	return d
}

// openPool opens nothing yet. The pool's goroutine is no operation's.
func openPool(a *address) *sql.DB {
	opened := make(chan *sql.DB)
	go func() {
		pprof.SetGoroutineLabels(context.Background())
		opened <- sql.OpenDB(dialer{a.config})
	}()
	return <-opened
}

func (d *database) release() { databases.Release(d.key) }

// Count counts the pools of connections.
func Count() int { return databases.Len() }

func init() { owners.OnForget(closeUnheld) }

// closeUnheld closes the databases that no other client holds.
func closeUnheld(ended func(owners.Owner) bool) {
	databases.DropIf(func(d *database) bool {
		d.mu.Lock()
		defer d.mu.Unlock()
		maps.DeleteFunc(d.holders, func(client owners.Owner, _ bool) bool { return ended(client) })
		return len(d.holders) == 0
	})
}

// take takes one of a number of places.
func take(ctx context.Context, places chan struct{}) (leave func(), err error) {
	select {
	case places <- struct{}{}:
		return func() { <-places }, nil
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
}

// migrating is a lock: sql-migrate keeps its settings in the process.
var migrating = make(chan struct{}, 1)

// migrated is how often it was given back: whoever sets a database up may wait for others.
var migrated atomic.Uint64

// progress grows while those who hold this database's places come on.
func (d *database) progress() uint64 { return d.answers.Load() + migrated.Load() }

// ready makes Helm's tables where they are not there yet.
func (d *database) ready(ctx context.Context, v *Driver) error {
	if d.prepared.Load() {
		return nil
	}
	leave, err := v.turn(ctx, d, d.setup)
	if err != nil {
		return err
	}
	defer leave()
	if d.prepared.Load() {
		return nil
	}
	if err := v.inTime(ctx, d.connect); err != nil { // a database that does not answer keeps nobody from migrating
		return err
	}
	done, err := take(ctx, migrating)
	if err != nil {
		return err
	}
	defer func() { migrated.Add(1); done() }()
	return v.inTime(ctx, d.migrate)
}

// connect tells whether the database answers.
func (d *database) connect(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, connectLimit)
	defer cancel()
	conn, err := d.pool.Conn(ctx)
	if err != nil {
		return err
	}
	d.answers.Add(1)
	return conn.Close()
}

// migrate makes the tables.
func (d *database) migrate(ctx context.Context) (err error) {
	ctx, cancel := context.WithTimeout(ctx, connectLimit)
	defer cancel()
	for range 5 {
		lease := d.lease(ctx, 0)
		err = ensureTables(lease.driver(""))
		lease.end()
		if failed, ok := errors.AsType[*migrate.TxError](err); ok { // which does not unwrap
			err = failed.Err
		}
		if err == nil || !isConcurrentMigration(err) {
			break
		}
	}
	d.prepared.Store(err == nil)
	return err
}

// isConcurrentMigration reports whether another process makes the same tables at the same moment: duplicate table,
// relation, index or row of the catalogue.
func isConcurrentMigration(err error) bool {
	return slices.Contains([]string{"42P07", "42710", "23505", "XX000"}, sqlState(err))
}

func sqlState(err error) string {
	if known, ok := errors.AsType[*pq.Error](err); ok {
		return known.SQLState()
	}
	return ""
}

// dialer opens the connections of a pool.
type dialer struct{ config pq.Config }

func (d dialer) Driver() sqldriver.Driver { return &pq.Driver{} }

// Connect bounds what pq does not: the handshake.
func (d dialer) Connect(ctx context.Context) (sqldriver.Conn, error) {
	ctx, cancel := context.WithTimeout(ctx, connectLimit)
	defer cancel()
	connector, err := pq.NewConnectorConfig(d.config)
	if err != nil {
		return nil, err
	}
	socket := &socket{}
	connector.Dialer(socket)
	stop := context.AfterFunc(ctx, socket.close)
	defer stop()
	conn, err := connector.Connect(ctx)
	if cause := context.Cause(ctx); err != nil && cause != nil {
		return nil, cause
	}
	if err != nil {
		return nil, err
	}
	return &link{conn.(pqConnection), socket}, nil
}

// socket keeps the network connection that pq dials, so that it can be cut: pq itself would only
// ask the server to stop, and go on waiting.
type socket struct {
	mu     sync.Mutex
	conn   net.Conn
	closed bool
}

func (s *socket) Dial(network, address string) (net.Conn, error) {
	return s.DialContext(context.Background(), network, address)
}

func (s *socket) DialTimeout(network, address string, timeout time.Duration) (net.Conn, error) {
	ctx, cancel := context.WithTimeout(context.Background(), timeout)
	defer cancel()
	return s.DialContext(ctx, network, address)
}

func (s *socket) DialContext(ctx context.Context, network, address string) (net.Conn, error) {
	conn, err := new(net.Dialer).DialContext(ctx, network, address)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		_ = conn.Close()
		return nil, net.ErrClosed
	}
	s.conn = conn
	return conn, nil
}

func (s *socket) close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.closed = true
	if s.conn != nil {
		_ = s.conn.Close()
	}
}
