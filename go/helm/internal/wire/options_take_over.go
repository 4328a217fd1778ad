package wire

// TakeOverOption frees a release that an interrupted operation has left.
type TakeOverOption struct {
	// Take over a release that is pending or uninstalling if nothing has been heard of its operation for this long,
	// instead of rejecting with RELEASE_PENDING: its newest revision is recorded as "failed" first, and what is there
	// stays. Whether or not it is pending, objects that only failed revisions since the last good one have created, and
	// that the chart does not have, are deleted, which Helm leaves for good. Of those, CustomResourceDefinitions and
	// Namespaces stay, and are listed in `left`.
	//
	// An operation of bunhelm is heard of every 30 s while it runs, if its user may patch records (and not with the "sql"
	// driver), one of the command when it writes the record: at its beginning and around each hook. Take a time longer
	// than any of your operations may be silent. An operation of this process is never taken over. Milliseconds, at least
	// 1000, or text such as "10m".
	//
	// @default a release that is pending is refused
	TakeOver *Duration `json:"takeOver,omitempty"`
}
