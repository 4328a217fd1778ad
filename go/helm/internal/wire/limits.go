package wire

import (
	"encoding/json"
	"errors"
)

// Limits limit data from others: charts, records, responses of servers, output of plugins. Each is a number of bytes;
// the defaults are far above what ordinary data needs. Texts with very many small parts are refused earlier;
// docs/security.md says how many.
type Limits struct {
	// The largest release record, decompressed. All records that a call holds at once may have eight times as much.
	//
	// @default 67108864 (64 MiB)
	Record Size `json:"record,omitempty"`
	// The largest output of one render, all templates together, and of a post-renderer plugin.
	//
	// @default 268435456 (256 MiB)
	Render Size `json:"render,omitempty"`
	// The largest chart archive that is downloaded.
	//
	// @default 134217728 (128 MiB)
	Archive Size `json:"archive,omitempty"`
	// The largest index of a chart repository, or response of a hub to a search.
	//
	// @default 134217728 (128 MiB)
	Index Size `json:"index,omitempty"`
	// The longest list of a chart's tags in a registry, all pages together.
	//
	// @default 16777216 (16 MiB)
	Tags Size `json:"tags,omitempty"`
	// The largest values file that is downloaded.
	//
	// @default 16777216 (16 MiB)
	Values Size `json:"values,omitempty"`
	// The largest provenance file, manifest or configuration of a chart in a registry, or document that a
	// JSON schema refers to.
	//
	// @default 4194304 (4 MiB)
	Metadata Size `json:"metadata,omitempty"`
	// The largest response of the API server, or watch event. For discovery and OpenAPI documents, which operations
	// share, the default always applies.
	//
	// @default 134217728 (128 MiB)
	Answer Size `json:"answer,omitempty"`
}

// Size is a number of bytes.
type Size int64

// UnmarshalJSON accepts a positive whole number.
func (s *Size) UnmarshalJSON(data []byte) error {
	var bytes int64
	if err := json.Unmarshal(data, &bytes); err != nil || bytes <= 0 {
		return errors.New("must be a positive whole number of bytes")
	}
	*s = Size(bytes)
	return nil
}
