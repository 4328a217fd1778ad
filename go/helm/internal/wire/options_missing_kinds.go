package wire

import "errors"

// MissingKindsOption says what to do about recorded objects whose kind is gone.
type MissingKindsOption struct {
	// What to do about recorded objects of a kind that the API server no longer serves: "fail" refuses and
	// changes nothing, as helm does; "skip" continues without them, or with another version of the kind if
	// one is served. `left` of the result lists the objects that were left alone, and a log event names each.
	// Hooks of such a kind are refused either way, unless noHooks is set. In an uninstall, "skip" also goes on
	// without objects that only earlier revisions have and that this user may not get: whether they are still
	// there is not known, and `left` lists them too.
	//
	// @default "fail"
	MissingKinds MissingKinds `json:"missingKinds,omitempty"`
}

// MissingKinds is "fail" or "skip".
type MissingKinds string

// The choices.
const (
	MissingKindsFail MissingKinds = "fail"
	MissingKindsSkip MissingKinds = "skip"
)

// UnmarshalJSON takes one of the two words.
func (m *MissingKinds) UnmarshalJSON(data []byte) error {
	switch string(data) {
	case `"fail"`, `"skip"`:
		*m = MissingKinds(data[1 : len(data)-1])
		return nil
	}
	return errors.New("must be \"fail\" or \"skip\"")
}
