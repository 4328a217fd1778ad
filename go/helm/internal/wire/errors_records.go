package wire

// StorageFailedDetails say what is wrong with the database of the "sql" driver.
type StorageFailedDetails struct {
	HintDetails
	// The database as host:port/name.
	Server string `json:"server"`
	// What kind of failure it is.
	Reason StorageReason `json:"reason"`
	// PostgreSQL's code, such as "28P01", where the server answered.
	SqlState string `json:"sqlState,omitempty"`
}

// StorageReason is a kind of failure: no connection or a lost one; credentials that are refused; a
// right that is missing; anything else the server says.
type StorageReason string

// The reasons.
const (
	StorageUnreachable  StorageReason = "Unreachable"
	StorageUnauthorized StorageReason = "Unauthorized"
	StorageForbidden    StorageReason = "Forbidden"
	StorageRefused      StorageReason = "Refused"
)

// RecordInvalidDetails name a stored record of a release that cannot be read.
type RecordInvalidDetails struct {
	HintDetails
	// The name of the Secret or ConfigMap, or the key in the database.
	Record    string `json:"record"`
	Namespace string `json:"namespace,omitempty"`
	// What is wrong with it.
	Reason string `json:"reason"`
	// The size in bytes that it claims to have when decompressed, if that is above the limit.
	Size int64 `json:"size,omitempty"`
	// The client's limits.record, in bytes.
	Limit int64 `json:"limit"`
}

// RecordNotWrittenDetails say what the cluster has and what the record says.
type RecordNotWrittenDetails struct {
	HintDetails
	UnwrittenRecord
}

// UnwrittenRecord is a record that does not say how the operation has ended.
type UnwrittenRecord struct {
	Revision int `json:"revision"`
	// How the release stands in the cluster: what the record should say.
	Cluster Status `json:"cluster"`
	// What the record says; absent if it could not be read.
	Record Status `json:"record,omitempty"`
	// Why it could not be written.
	Reason string `json:"reason"`
}

// TooLargeDetails are in bytes.
type TooLargeDetails struct {
	HintDetails
	Size  int `json:"size"`
	Limit int `json:"limit"`
	// The largest files of the chart, the largest first, at most five.
	Largest []SizedFile `json:"largest,omitempty"`
}

// SizedFile is a file of a chart.
type SizedFile struct {
	// Its path in the chart; that of a subchart begins with charts/.
	Path string `json:"path"`
	// Bytes, as they are: the record holds them compressed.
	Size int `json:"size"`
}
