package sqldriver

import (
	"context"
	"database/sql"
	"errors"
	"net"
	"reflect"
	"strings"
	"testing"
	"time"

	"helm.sh/helm/v4/pkg/release/common"
	release "helm.sh/helm/v4/pkg/release/v1"
	"helm.sh/helm/v4/pkg/storage/driver"

	"bunhelm/helm/internal/gate"
	"bunhelm/helm/internal/hostlog"
	"bunhelm/helm/internal/operation"
	"bunhelm/helm/internal/owners"
	"bunhelm/helm/internal/silent"
)

// The lease sets all that NewSQL sets, but for the logger.
func TestHelmsSQLDriverHasTheFieldsThatTheLeaseSets(t *testing.T) {
	found := map[string]string{}
	for field := range reflect.TypeFor[driver.SQL]().Fields() {
		found[field.Name] = field.Type.String()
	}
	want := map[string]string{
		"db": "*sqlx.DB", "namespace": "string", "statementBuilder": "squirrel.StatementBuilderType", "LogHolder": "logging.LogHolder",
	}
	if !reflect.DeepEqual(found, want) {
		t.Errorf("Helm's driver has changed: %v", found)
	}
	l := &lease{own: new(sql.DB)}
	if made := l.driver("far"); reflect.ValueOf(made).Elem().FieldByName("namespace").String() != "far" {
		t.Error("the namespace is not set")
	}
}

func TestAnAddressIsReadFromTheStringAndTheClientsVariables(t *testing.T) {
	t.Setenv("PGDATABASE", "of the process") // which counts for nothing
	t.Setenv("PGSSLCERTMODE", "disable")     // and pq refuses
	env := map[string]string{"PGHOST": "db.example", "PGPASSWORD": `it's \ here`, "PGUSER": "helm"}
	for connection, server := range map[string]string{
		"":                                     "db.example:5432/helm",
		"dbname=records port=1":                "db.example:1/records",
		"host=other dbname=records":            "other:5432/records",
		"postgres://me:you@far:99/records":     "far:99/records",
		"postgresql://far/records?sslmode=off": "",
		"postgres://far:port/":                 "",
	} {
		a, err := addressOf(connection, env)
		switch {
		case server == "" && err == nil:
			t.Errorf("%q is accepted", connection)
		case server != "" && err != nil:
			t.Errorf("%q: %v", connection, err)
		case server != "" && a.server != server:
			t.Errorf("%q: %s, not %s", connection, a.server, server)
		case server != "" && !strings.Contains(connection, "you") && a.config.Password != env["PGPASSWORD"]:
			t.Errorf("%q: the password is %q", connection, a.config.Password)
		}
	}
}

// A database nobody listens on, and one that says nothing: neither keeps a goroutine or a socket.
func TestACutDatabaseIsLeftAtOnce(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	a, err := addressOf("postgres://helm:x@"+listener.Addr().String()+"/records?sslmode=disable", nil)
	if err != nil {
		t.Fatal(err)
	}
	client := owners.Owner{Channel: -1, Client: 1}
	d := acquireDatabase(a, client)
	ctx, cut := context.WithCancelCause(context.Background())
	ended := make(chan error)
	go func() { ended <- d.ready(ctx, &Driver{op: operation.New(ctx, silent.Port{})}) }()
	conn, err := listener.Accept()
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	reason := errors.New("no longer wanted")
	cut(reason)
	if err := <-ended; !errors.Is(err, context.Canceled) && !errors.Is(err, reason) {
		t.Errorf("it ends with %v", err)
	}
	buffer := make([]byte, 1024)
	for err = nil; err == nil; _, err = conn.Read(buffer) { //nolint:revive // until the other side closes
	}
	d.release()
	owners.ForgetChannel(-1)
	if _, found := databases.Find(a.key); found {
		t.Error("the database is kept although its client has gone")
	}
}

func TestACancelEndsAWriteThatWaitsForAPlace(t *testing.T) {
	a, err := addressOf("postgres://helm:x@127.0.0.1:1/records?sslmode=disable", nil)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancelCause(context.Background())
	op := operation.New(ctx, silent.Port{})
	op.Channel = -2
	d := acquireDatabase(a, owners.Owner{Channel: -1, Client: 1})
	defer func() { d.release(); owners.ForgetChannel(-1); owners.ForgetChannel(-2) }()
	for range callLimit {
		d.calls <- struct{}{}
	}
	ended := make(chan error, 1)
	view := &Driver{address: a, namespace: "shop", op: op, gates: gate.New(op), mode: gate.Records, log: hostlog.For(op.Emit)}
	go func() {
		ended <- view.Create("key", &release.Release{Name: "web", Version: 1, Info: &release.Info{Status: common.StatusPendingInstall}})
	}()
	for waits := false; !waits; time.Sleep(time.Millisecond) {
		d.mu.Lock()
		waits = d.holders[owners.Of(op)]
		d.mu.Unlock()
	}
	reason := errors.New("enough")
	cancel(reason)
	select {
	case err := <-ended:
		if !errors.Is(err, reason) {
			t.Error(err)
		}
	case <-time.After(operation.RecordLimit / 2):
		t.Error("it waits on, and would write after the cancel")
	}
	if op.Evidence.Seen().Changed {
		t.Error("something was written")
	}
}
