package sqldriver

import (
	sqldriver "database/sql/driver"
	"encoding/base64"
	"encoding/json"
	"slices"
	"strings"
	"sync"

	release "helm.sh/helm/v4/pkg/release/v1"
	"helm.sh/helm/v4/pkg/storage"

	"bunhelm/helm/internal/records"
)

// bodies look at the records that Helm's sql driver reads before it decodes them, which it does
// without a limit and trusting what they say.
type bodies struct {
	// summaries: nothing more is wanted of them.
	summaries bool
	held      records.Sum

	mu     sync.Mutex // guards what follows
	reader records.Reader
	broken []tornBody
	much   *records.TooMuchError
}

// tornBody is a record that cannot be read.
type tornBody struct {
	namespace, key string
	err            error
}

// torn are the records that could not be read.
func (b *bodies) torn() []tornBody {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.broken
}

// tooMany says that they are too much together; nil when they are not.
func (b *bodies) tooMany() *records.TooMuchError {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.much
}

// of are rows whose records are whole and within the limit, one by one and together; cut ends the connection.
func (b *bodies) of(rows sqldriver.Rows, args []sqldriver.NamedValue, cut func()) sqldriver.Rows {
	columns := rows.Columns()
	w := &wholeRows{Rows: rows, bodies: b, cut: cut, body: slices.Index(columns, "body"), key: slices.Index(columns, "key"), namespace: slices.Index(columns, "namespace")}
	for _, arg := range args { // of one record
		if key, ok := arg.Value.(string); ok && strings.HasPrefix(key, storage.HelmStorageType+".") {
			w.asked = key
		}
	}
	return w
}

type wholeRows struct {
	sqldriver.Rows
	bodies               *bodies
	cut                  func()
	body, key, namespace int // columns; -1: there is none
	asked                string
}

// Next gives the next record as it is, made whole, or, where it cannot be read, empty: Helm cannot
// read that either. Of rows that are too many together the rest is not read.
func (w *wholeRows) Next(values []sqldriver.Value) error {
	if err := w.Rows.Next(values); err != nil {
		return err
	}
	w.bodies.mu.Lock()
	defer w.bodies.mu.Unlock()
	at := records.Origin{Key: w.asked, Size: records.PerRecord}
	for column, value := range values {
		text, isText := bytesOf(value)
		switch {
		case !isText:
		case column == w.body:
			var err error
			var size int64
			if values[column], size, err = w.bodies.whole(value, text); err != nil {
				values[column] = ""
				defer func() { w.bodies.broken = append(w.bodies.broken, tornBody{at.Namespace, at.Key, err}) }()
			}
			at.Size += size
		case column == w.key && w.body >= 0: // or it is a label's
			at.Key = string(text)
		case column == w.namespace:
			at.Namespace = string(text)
		}
		if column != w.body {
			at.Size += int64(len(text))
		}
	}
	if much := w.bodies.held.Add(at); much != nil {
		w.bodies.much = much
		w.cut()
		return much
	}
	return nil
}

// whole is the text of a record that Helm can read, and about what it takes once that is decoded.
func (b *bodies) whole(value sqldriver.Value, text []byte) (made sqldriver.Value, size int64, err error) {
	var rel *release.Release
	changed := true
	if b.summaries {
		var content []byte
		if content, err = b.reader.Content(text); err == nil {
			rel, err = records.Summary(content)
		}
		size = records.SummarySize(rel)
	} else {
		rel, changed, err = b.reader.Checked(text)
		size = b.reader.Size()
	}
	if err != nil || !changed {
		return value, size, err
	}
	content, err := json.Marshal(rel)
	if err != nil {
		return value, size, err
	}
	return base64.StdEncoding.EncodeToString(content), size, nil
}

func bytesOf(value sqldriver.Value) ([]byte, bool) {
	switch text := value.(type) {
	case []byte:
		return text, true
	case string:
		return []byte(text), true
	}
	return nil, false
}
