package wire

// MissingKindsOption says what to do about recorded objects whose kind is no longer served.
type MissingKindsOption struct {
	// What to do about recorded objects of a kind that the API server no longer serves: "fail" rejects and changes
	// nothing, as helm does. "skip" continues without them, or with another version of the kind if one is served, also in
	// the group to which Kubernetes has moved it, such as networking.k8s.io for an Ingress of extensions/v1beta1; the
	// result's `left` lists the skipped objects, and a log event names each. Hooks of such a kind are rejected either
	// way, unless noHooks is set. In an uninstall, "skip" also skips objects of earlier revisions that this user may
	// not get. Whether they still exist is not known, so `left` lists them too.
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

// Words are the choices.
func (MissingKinds) Words() []Choice { return words(MissingKindsFail, MissingKindsSkip) }
