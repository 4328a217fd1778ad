package wire

// CloseRequest drops what Go keeps for one client.
type CloseRequest struct{}

// RepairedRequest names an operation that was left behind.
type RepairedRequest struct {
	Operation uint64 `json:"operation"`
}

// RepairedResult says what became of its records.
type RepairedResult struct {
	// Why the newest of them does not tell how the operation has ended; absent when all do.
	Unwritten *Error `json:"unwritten,omitempty"`
}
