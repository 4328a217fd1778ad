package wire

import (
	"encoding/json"
	"errors"
)

// Bytes refers to an attachment of the request.
type Bytes struct{ Index int }

// UnmarshalJSON reads the form in which src/encode.ts writes bytes.
func (b *Bytes) UnmarshalJSON(data []byte) error {
	var reference bytesReference
	if err := json.Unmarshal(data, &reference); err != nil || reference.Bytes == nil {
		return errors.New("must be bytes")
	}
	b.Index = *reference.Bytes
	return nil
}

// bytesReference is how src/encode.ts writes a Uint8Array or Blob.
type bytesReference struct {
	Bytes *int `json:"$bytes"`
}

// Callback is a function in JavaScript.
type Callback struct{ Index int }

// UnmarshalJSON reads the form in which src/encode.ts writes a function.
func (c *Callback) UnmarshalJSON(data []byte) error {
	var reference struct {
		Function *int `json:"$function"`
	}
	if err := json.Unmarshal(data, &reference); err != nil || reference.Function == nil {
		return errors.New("must be a function; the name of a plugin goes into postRendererPlugin")
	}
	c.Index = *reference.Function
	return nil
}

// ArchiveRef is an archive: its path or its bytes.
type ArchiveRef struct {
	Path  string
	Bytes *Bytes
}

// UnmarshalJSON accepts both forms.
func (a *ArchiveRef) UnmarshalJSON(data []byte) (err error) {
	a.Path, a.Bytes, err = textOrBytes(data, "the path of an archive, or its bytes")
	return err
}

// Keyring is a file of keys: its path or its contents.
type Keyring struct {
	Path  string
	Bytes *Bytes
}

// UnmarshalJSON accepts both forms.
func (k *Keyring) UnmarshalJSON(data []byte) (err error) {
	k.Path, k.Bytes, err = textOrBytes(data, "the path of a keyring, or its bytes")
	return err
}

// Contents are the contents of a file, as text or bytes.
type Contents struct {
	Text  string
	Bytes *Bytes
}

// UnmarshalJSON accepts both forms.
func (c *Contents) UnmarshalJSON(data []byte) (err error) {
	c.Text, c.Bytes, err = textOrBytes(data, "text or bytes")
	return err
}

func textOrBytes(data []byte, what string) (text string, attached *Bytes, err error) {
	if len(data) > 0 && data[0] == '"' {
		err = json.Unmarshal(data, &text)
		return text, nil, err
	}
	attached = new(Bytes)
	if attached.UnmarshalJSON(data) != nil {
		return "", nil, errors.New("must be " + what)
	}
	return "", attached, nil
}
