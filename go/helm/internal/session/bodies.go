package session

import (
	sqldriver "database/sql/driver"
	"encoding/base64"
	"encoding/json"
	"slices"
	"strings"
	"sync"

	"helm.sh/helm/v4/pkg/storage"

	"bunhelm/helm/internal/records"
)

// bodies look at the records that Helm's sql driver reads before it decodes them, which it does
// without a limit and trusting what they say.
type bodies struct {
	mu     sync.Mutex // guards what follows
	reader records.Reader
	broken []tornBody
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

// of are rows whose records are whole and within the limit.
func (b *bodies) of(rows sqldriver.Rows, args []sqldriver.NamedValue) sqldriver.Rows {
	columns := rows.Columns()
	body := slices.Index(columns, "body")
	if body < 0 {
		return rows
	}
	w := &wholeRows{Rows: rows, bodies: b, body: body, key: slices.Index(columns, "key"), namespace: slices.Index(columns, "namespace")}
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
	body, key, namespace int
	asked                string
}

// Next gives the next record as it is, made whole, or, where it cannot be read, empty: Helm cannot
// read that either.
func (w *wholeRows) Next(values []sqldriver.Value) error {
	if err := w.Rows.Next(values); err != nil {
		return err
	}
	w.bodies.mu.Lock()
	defer w.bodies.mu.Unlock()
	text, isText := bytesOf(values[w.body])
	if !isText {
		return nil
	}
	rel, changed, err := w.bodies.reader.Checked(text)
	if err == nil && changed {
		var content []byte
		if content, err = json.Marshal(rel); err == nil {
			values[w.body] = base64.StdEncoding.EncodeToString(content)
		}
	}
	if err != nil {
		values[w.body] = ""
		broken := tornBody{key: w.asked, err: err}
		if w.key >= 0 {
			key, _ := bytesOf(values[w.key])
			broken.key = string(key)
		}
		if w.namespace >= 0 {
			namespace, _ := bytesOf(values[w.namespace])
			broken.namespace = string(namespace)
		}
		w.bodies.broken = append(w.bodies.broken, broken)
	}
	return nil
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
