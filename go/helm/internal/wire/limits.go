package wire

import (
	"encoding/json"
	"errors"
)

// Limits bound how much the data of others may take: charts, records, answers of servers, output of plugins.
// Each is a number of bytes; the defaults are far above what ordinary data needs. Texts of very many small parts
// are refused earlier: docs/security.md says how many.
type Limits struct {
	// The largest release record, decompressed. The records that a call holds at once may have eight times as
	// much together.
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
	// The largest index of a chart repository, or a hub's answer to a search.
	//
	// @default 134217728 (128 MiB)
	Index Size `json:"index,omitempty"`
	// The longest list of the tags of a chart in a registry, all its pages together.
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
	// The largest answer of the API server, or event of a watch. Discovery and OpenAPI documents, which operations share,
	// always have the default.
	//
	// @default 134217728 (128 MiB)
	Answer Size `json:"answer,omitempty"`
}

// Size is a number of bytes.
type Size int64

// UnmarshalJSON takes a whole number above zero.
func (s *Size) UnmarshalJSON(data []byte) error {
	var bytes int64
	if err := json.Unmarshal(data, &bytes); err != nil || bytes <= 0 {
		return errors.New("must be a whole number of bytes above zero")
	}
	*s = Size(bytes)
	return nil
}
