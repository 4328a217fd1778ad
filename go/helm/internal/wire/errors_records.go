package wire

// StorageFailedDetails say what is wrong with the database of the "sql" driver.
type StorageFailedDetails struct {
	HintDetails
	// The database as host:port/name.
	Server string `json:"server"`
	// The kind of failure.
	Reason StorageReason `json:"reason"`
	// PostgreSQL's code, such as "28P01", if the server answered.
	SqlState string `json:"sqlState,omitempty"`
}

// StorageReason says what kind of failure it is: no connection, or it was lost; wrong credentials; a missing
// permission; anything else.
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
	// Its decompressed size in bytes, as the record states it, if that is above the limit.
	Size int64 `json:"size,omitempty"`
	// The client's limits.record, in bytes.
	Limit int64 `json:"limit"`
}

// RecordNotWrittenDetails compare the cluster with the record.
type RecordNotWrittenDetails struct {
	HintDetails
	UnwrittenRecord
}

// UnwrittenRecord is a record that does not say how the operation ended.
type UnwrittenRecord struct {
	Revision int `json:"revision"`
	// The release's actual status in the cluster, which the record should say.
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
	// Its path in the chart; in a subchart it begins with charts/.
	Path string `json:"path"`
	// Its size in bytes, uncompressed. (The record contains it compressed.)
	Size int `json:"size"`
}
