// Package drivers keeps release records where the client wants them.
package drivers

import (
	"cmp"
	"fmt"

	"helm.sh/helm/v4/pkg/storage/driver"

	"bunhelm/helm/internal/cluster"
	"bunhelm/helm/internal/fault"
	"bunhelm/helm/internal/gate"
	"bunhelm/helm/internal/hostlog"
	"bunhelm/helm/internal/operation"
	"bunhelm/helm/internal/owners"
	"bunhelm/helm/internal/records"
	"bunhelm/helm/internal/sqldriver"
	"bunhelm/helm/internal/wire"
)

// Store is where a client has its release records: those of one namespace, or of all (""), as one operation
// reaches them.
type Store struct {
	op        *operation.Operation
	getter    *cluster.Getter
	namespace string
	// driver is the client's option, or HELM_DRIVER.
	driver wire.Driver
	// connection string of the sql driver
	connection string
	unread     *records.Unread
}

// NewStore makes the store of an operation's client.
func NewStore(op *operation.Operation, g *cluster.Getter, namespace string) *Store {
	client := op.Client
	return &Store{
		op: op, getter: g, namespace: namespace, unread: records.NewUnread(op.Client.Limits.Record, op.Emit),
		driver:     cmp.Or(client.Driver, wire.Driver(client.Env["HELM_DRIVER"])),
		connection: cmp.Or(client.DriverSqlConnectionString, client.Env["HELM_DRIVER_SQL_CONNECTION_STRING"]),
	}
}

// Driver makes a driver. Whatever is read through it is whole.
func (s *Store) Driver(mode gate.Mode) (driver.Driver, error) {
	switch s.driver {
	case "", wire.DriverSecret, "secrets":
		return newObjects(s, "secrets", mode)
	case wire.DriverConfigmap, "configmaps":
		return newObjects(s, "configmaps", mode)
	case wire.DriverMemory:
		return memoryOf(s.op, s.namespace)
	case wire.DriverSQL:
		return sqldriver.New(s.op, s.getter.Gate, s.connection, s.namespace, mode, hostlog.For(s.op.Emit), s.unread)
	}
	return nil, fault.InvalidArgument("driver", "driver: %q is not one of secret, configmap, memory, sql", s.driver)
}

// InCluster tells whether the API server has the records.
func (s *Store) InCluster() bool { return s.driver != wire.DriverMemory && s.driver != wire.DriverSQL }

// Resource is the kind of object that has the records; "" where the API server does not have them.
func (s *Store) Resource() string {
	switch s.driver {
	case wire.DriverMemory, wire.DriverSQL:
		return ""
	case wire.DriverConfigmap, "configmaps":
		return "configmaps"
	}
	return "secrets"
}

// Place tells stores apart: clients whose records are apart do not know each other's releases.
func (s *Store) Place() string {
	server := s.getter.Place
	switch s.driver {
	case wire.DriverMemory:
		return fmt.Sprintf("memory %v", owners.Of(s.op))
	case wire.DriverSQL:
		return fmt.Sprintf("sql %q %q", s.connection, server)
	case wire.DriverConfigmap, "configmaps":
		return "configmaps " + server
	}
	return "secrets " + server
}
