// Package records reads release records. Whoever may write a Secret has written them: what is read is
// bounded, and nothing in it is nil that Helm takes for granted.
package records

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"runtime/debug"

	release "helm.sh/helm/v4/pkg/release/v1"

	"bunhelm/helm/internal/fault"
	"bunhelm/helm/internal/parts"
)

// Reader reads records one after the other. Its zero value has no limit.
type Reader struct {
	// Limit is how many bytes a record may have once it is decompressed.
	Limit int64

	packed  []byte
	gzip    gzip.Reader
	content bytes.Buffer
	size    int64
}

// Size is how many bytes the last record had once it was decompressed.
func (r *Reader) Size() int64 { return r.size }

// TooLargeError is a record above the limit.
type TooLargeError struct {
	// Size is what the record has; 0 where it is not too long, but of too many parts.
	Size, Limit int64
	what        string
}

func (e *TooLargeError) Error() string {
	return fmt.Sprintf("%s, more than limits.record allows (%d bytes)", e.what, e.Limit)
}

// Release is Helm's decodeRelease (pkg/storage/driver/util.go, v4.3.1) within the limit, and Whole.
func (r *Reader) Release(stored []byte) (*release.Release, error) {
	rel, _, err := r.Checked(stored)
	return rel, err
}

// Checked is Release that tells whether the record lacked anything.
func (r *Reader) Checked(stored []byte) (rel *release.Release, changed bool, err error) {
	defer func() {
		if cause := recover(); cause != nil {
			rel, err = nil, fault.Panicked(cause, debug.Stack())
		}
	}()
	content, err := r.Content(stored)
	if err != nil {
		return nil, false, err
	}
	rel = &release.Release{}
	if err := json.Unmarshal(content, rel); err != nil {
		return nil, false, err
	}
	if err := CheckRevision(rel.Version); err != nil {
		return nil, false, err
	}
	changed = Whole(rel)
	if err := r.readable(rel); err != nil {
		return nil, false, err
	}
	return rel, changed, nil
}

// CheckRevision refuses a revision after which JavaScript has no number for the next; after the last of Go's comes a
// negative one.
func CheckRevision(revision int) error {
	const most = 1<<53 - 1
	if revision >= most {
		return fmt.Errorf("its revision is %d, which is too high to be followed by another", revision)
	}
	return nil
}

var (
	magic = []byte{0x1f, 0x8b, 0x08}
	null  = []byte("null")
)

// Content is a record's JSON, which holds until the next call. It is read no further than the limit.
func (r *Reader) Content(stored []byte) (content []byte, err error) {
	r.size = 0
	if r.packed, err = base64.StdEncoding.AppendDecode(r.packed[:0], stored); err != nil {
		return nil, err
	}
	content = r.packed
	if len(content) > 3 && bytes.HasPrefix(content, magic) { // very old ones are not compressed
		if content, err = r.unpack(content); err != nil {
			return nil, err
		}
	}
	if r.Limit > 0 {
		if int64(len(content)) > r.Limit {
			return nil, &TooLargeError{Size: int64(len(content)), Limit: r.Limit, what: fmt.Sprintf("it has %d bytes", len(content))}
		}
		if err := r.countable(content); err != nil {
			return nil, err
		}
	}
	r.size = int64(len(content))
	if bytes.Equal(bytes.TrimSpace(content), null) {
		return nil, errors.New("it contains null instead of a release")
	}
	return content, nil
}

// unpack believes the size that gzip has written at the end, and reads no further.
func (r *Reader) unpack(packed []byte) ([]byte, error) {
	size := int64(binary.LittleEndian.Uint32(packed[len(packed)-4:]))
	if r.Limit > 0 && size > r.Limit {
		return nil, &TooLargeError{Size: size, Limit: r.Limit, what: fmt.Sprintf("it has %d bytes when decompressed", size)}
	}
	if err := r.gzip.Reset(bytes.NewReader(packed)); err != nil {
		return nil, err
	}
	r.content.Reset()
	if most := int64(len(packed)) * densest; size <= most { // or it lies, and will be found out
		r.content.Grow(int(size) + bytes.MinRead)
	}
	if _, err := r.content.ReadFrom(io.LimitReader(&r.gzip, size+1)); err != nil {
		return nil, err
	}
	if int64(r.content.Len()) > size {
		return nil, fmt.Errorf("it should have %d bytes when decompressed, but has more", size)
	}
	return r.content.Bytes(), nil
}

// densest is how many times larger than what is compressed the rest can be, about (RFC 1951).
const densest = 1032

const (
	// Below that even the densest JSON takes little memory.
	dense = 256 << 10
	// bytesPerValue is how much of the limit each value of the JSON counts for: "{}," is three bytes
	// and takes some 200 once it is a hook.
	bytesPerValue = 64
)

// countable refuses JSON that is within the limit and would take a multiple of it.
func (r *Reader) countable(content []byte) error {
	most := max(r.Limit, dense) / bytesPerValue
	if int64(len(content)) <= dense || int64(len(content))/2 <= most {
		return nil
	}
	var counted parts.JSON
	if counted.Take(content); int64(counted.Count) > most {
		return &TooLargeError{Limit: r.Limit, what: fmt.Sprintf("its %d values count as %d bytes each", counted.Count, bytesPerValue)}
	}
	return nil
}

// bytesPerPart is how much of the limit each part of a manifest counts for.
const bytesPerPart = 32

// readable refuses a record whose manifests would take a multiple of the limit once they are decoded.
func (r *Reader) readable(rel *release.Release) error {
	count := parts.YAML([]byte(rel.Manifest))
	for _, hook := range rel.Hooks {
		count += parts.YAML([]byte(hook.Manifest))
	}
	if most := parts.Allowed(r.Limit, bytesPerPart); r.Limit > 0 && int64(count) > most {
		return &TooLargeError{Limit: r.Limit, what: fmt.Sprintf("the %d keys, items and brackets of its manifests count as %d bytes each", count, bytesPerPart)}
	}
	return nil
}
