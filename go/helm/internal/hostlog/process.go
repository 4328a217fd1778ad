// Package hostlog gives each line that Helm or Kubernetes would print to the operation that it is about.
package hostlog

import (
	"context"
	"encoding/json"
	"log"
	"log/slog"
	"os"
	"os/signal"
	"runtime"
	"strings"
	"syscall"
	"time"

	"github.com/go-logr/logr"
	utilruntime "k8s.io/apimachinery/pkg/util/runtime"
	"k8s.io/klog/v2"

	chartutil "helm.sh/helm/v4/pkg/chart/v2/util"
	"helm.sh/helm/v4/pkg/kube"

	"bunhelm/helm/internal/fault"
	"bunhelm/helm/internal/secret"
	"bunhelm/helm/internal/wire"
)

// ballast is never touched, so it takes address space and no memory. It keeps the collector from
// running every few renders: a live heap of 3 MB would be collected each 4 MB.
var ballast = make([]byte, 16<<20)

// QuietProcess makes a library of what was written for commands: nothing prints, nothing crashes
// the process on purpose, and lines of no operation go to broadcast as JSON events.
func QuietProcess(broadcast func([]byte)) {
	if null, err := os.OpenFile(os.DevNull, os.O_RDWR, 0); err == nil {
		os.Stdout, os.Stderr = null, null // panics still reach file descriptor 2
	}
	signal.Ignore(syscall.SIGPIPE)
	runtime.KeepAlive(ballast)
	// Or server-side apply conflicts with releases made by the CLI.
	kube.ManagedFieldsManager = "helm"
	utilruntime.ReallyCrash = false

	var nobodys secret.Set // what is known of no operation is told by its look
	handler := &lines{emit: func(event wire.LogEvent) {
		if heard := current(); heard != nil {
			heard.say(event)
			return
		}
		event = secret.In(&nobodys, event)
		if line, err := json.Marshal(struct {
			Type string `json:"type"`
			At   string `json:"at"`
			wire.LogEvent
		}{event.EventType(), time.Now().UTC().Format("2006-01-02T15:04:05.000Z07:00"), event}); err == nil {
			broadcast(line)
		}
	}, level: slog.LevelInfo}
	slog.SetDefault(slog.New(handler))
	log.SetFlags(0)
	log.SetOutput(writer{handler})
	klog.SetLogger(logr.FromSlogHandler(handler))
	chartutil.Stderr = writer{handler}
}

// writer turns written text into lines of log.
type writer struct{ lines *lines }

func (w writer) Write(text []byte) (int, error) {
	for line := range strings.SplitSeq(strings.TrimRight(string(text), "\n"), "\n") {
		event := wire.LogEvent{Level: wire.LogInfo, Message: line}
		w.lines.emit(warned(event))
	}
	return len(text), nil
}

// warned gives a line that calls itself a warning that level: what writes it knows no levels
// (pkg/chart/common/util/coalesce.go, pkg/action/dependency.go, pkg/chart/v2/util/create.go).
func warned(event wire.LogEvent) wire.LogEvent {
	for _, word := range []string{"warning: ", "WARNING: "} {
		if warning, isOne := strings.CutPrefix(event.Message, word); isOne && event.Level != wire.LogError {
			event.Level, event.Message = wire.LogWarn, warning
		}
	}
	return event
}

// For sends Helm's log of one configuration as events.
func For(emit func(wire.Event)) slog.Handler {
	return &lines{emit: func(event wire.LogEvent) { emit(event) }, level: slog.LevelInfo}
}

// lines is a slog.Handler.
type lines struct {
	emit       func(wire.LogEvent)
	level      slog.Level
	group      string
	attributes map[string]string
}

func (l *lines) Enabled(_ context.Context, level slog.Level) bool { return level >= l.level }

// Handle is called on Helm's goroutines too, where a panic would end the process.
func (l *lines) Handle(_ context.Context, record slog.Record) (err error) {
	defer fault.Recovered(&err)
	event := wire.LogEvent{Message: record.Message, Level: wire.LogDebug, Attributes: map[string]string{}}
	switch {
	case record.Level >= slog.LevelError:
		event.Level = wire.LogError
	case record.Level >= slog.LevelWarn:
		event.Level = wire.LogWarn
	case record.Level >= slog.LevelInfo:
		event.Level = wire.LogInfo
	}
	if record.Message == "skipping unknown hooks" { // a document is left out: pkg/release/v1/util/manifest_sorter.go
		event.Level = wire.LogWarn
	}
	for key, value := range l.attributes {
		event.Attributes[key] = value
	}
	record.Attrs(func(a slog.Attr) bool {
		event.Attributes[l.group+a.Key] = a.Value.String()
		return true
	})
	l.emit(warned(event))
	return nil
}

func (l *lines) WithAttrs(attrs []slog.Attr) slog.Handler {
	with := &lines{emit: l.emit, level: l.level, group: l.group, attributes: map[string]string{}}
	for key, value := range l.attributes {
		with.attributes[key] = value
	}
	for _, a := range attrs {
		with.attributes[l.group+a.Key] = a.Value.String()
	}
	return with
}

func (l *lines) WithGroup(name string) slog.Handler {
	return &lines{emit: l.emit, level: l.level, group: l.group + name + ".", attributes: l.attributes}
}
