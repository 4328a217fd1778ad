package client

import (
	"cmp"

	"bunhelm/helm/internal/wire"
)

// The defaults of the limits; the doc comments of wire.Limits repeat them.
const mib = 1 << 20

// DefaultLimits hold where a client says nothing.
var DefaultLimits = wire.Limits{
	Record:   64 * mib,
	Render:   256 * mib,
	Archive:  128 * mib,
	Index:    128 * mib,
	Tags:     16 * mib,
	Values:   16 * mib,
	Metadata: 4 * mib,
	Answer:   128 * mib,
}

// limits are those of a client, with the defaults for what it leaves out.
func limits(wanted *wire.Limits) wire.Limits {
	given := DefaultLimits
	if wanted == nil {
		return given
	}
	return wire.Limits{
		Record:   cmp.Or(wanted.Record, given.Record),
		Render:   cmp.Or(wanted.Render, given.Render),
		Archive:  cmp.Or(wanted.Archive, given.Archive),
		Index:    cmp.Or(wanted.Index, given.Index),
		Tags:     cmp.Or(wanted.Tags, given.Tags),
		Values:   cmp.Or(wanted.Values, given.Values),
		Metadata: cmp.Or(wanted.Metadata, given.Metadata),
		Answer:   cmp.Or(wanted.Answer, given.Answer),
	}
}
