package dispatch

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strings"
	"time"

	"bunhelm/helm/internal/wire"
)

// envelope is the head of a result or an error: the value without its texts, and where they go.
type envelope struct {
	Value       any             `json:"value"`
	Attachments []attachmentRef `json:"attachments"`
}

// attachmentRef is [path, length], and true behind it where it is bytes instead of text.
type attachmentRef []any

var (
	textType   = reflect.TypeFor[wire.Text]()
	binaryType = reflect.TypeFor[wire.Binary]()
)

// encode takes large texts and bytes out of a value and writes the rest as JSON.
func encode(value any) (head, body []byte, err error) {
	root := reflect.New(reflect.TypeOf(value)).Elem()
	root.Set(reflect.ValueOf(value))
	if root.Kind() == reflect.Slice && root.IsNil() {
		root.Set(reflect.MakeSlice(root.Type(), 0, 0))
	}
	c := collector{refs: []attachmentRef{}}
	c.walk(root, nil)
	head, err = marshal(envelope{Value: root.Interface(), Attachments: c.refs})
	body = make([]byte, 0, c.size)
	for _, text := range c.texts {
		body = append(body, text...)
	}
	return head, body, err
}

type collector struct {
	refs  []attachmentRef
	texts []string
	size  int
}

// walk empties each text it finds and makes lists that are nil empty ones.
func (c *collector) walk(v reflect.Value, path []any) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			c.walk(v.Elem(), path)
		}
	case reflect.Interface:
		// Details of an error: copied, since what an interface holds cannot be changed in place.
		if v.IsNil() {
			return
		}
		if v.Elem().Kind() == reflect.Struct {
			held := reflect.New(v.Elem().Type()).Elem()
			held.Set(v.Elem())
			c.walk(held, path)
			v.Set(held)
		}
	case reflect.Struct:
		t := v.Type()
		for i := range t.NumField() {
			f := t.Field(i)
			name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
			if f.Anonymous && name == "" {
				c.walk(v.Field(i), path)
				continue
			}
			if f.Type.Kind() == reflect.Slice && v.Field(i).IsNil() && !strings.Contains(options, "omit") {
				v.Field(i).Set(reflect.MakeSlice(f.Type, 0, 0))
			}
			c.walk(v.Field(i), append(path[:len(path):len(path)], name))
		}
	case reflect.Slice:
		if v.Type().Elem().Kind() == reflect.Uint8 {
			return // JSON that is written already
		}
		for i := range v.Len() {
			c.walk(v.Index(i), append(path[:len(path):len(path)], i))
		}
	case reflect.String:
		if (v.Type() == textType || v.Type() == binaryType) && v.Len() > 0 {
			ref := attachmentRef{path, v.Len()}
			if v.Type() == binaryType {
				ref = append(ref, true)
			}
			c.refs = append(c.refs, ref)
			c.texts = append(c.texts, v.String())
			c.size += v.Len()
			v.SetString("")
		}
	}
}

// encodeEvent writes {"type","at",...}.
func encodeEvent(event wire.Event) []byte {
	fields, err := marshal(event)
	if err != nil || len(fields) < 2 {
		return []byte(`{"type":"log","level":"error","message":"an event could not be encoded"}`)
	}
	out := make([]byte, 0, len(fields)+64)
	out = append(out, `{"type":"`...)
	out = append(out, event.EventType()...)
	out = append(out, `","at":"`...)
	out = time.Now().UTC().AppendFormat(out, "2006-01-02T15:04:05.000Z07:00")
	out = append(out, '"')
	if len(fields) > 2 {
		out = append(out, ',')
	}
	return append(out, fields[1:]...)
}

// marshal is json.Marshal without HTML's escapes.
func marshal(value any) ([]byte, error) {
	var buffer bytes.Buffer
	encoder := json.NewEncoder(&buffer)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(value); err != nil {
		return nil, err
	}
	return bytes.TrimRight(buffer.Bytes(), "\n"), nil
}
