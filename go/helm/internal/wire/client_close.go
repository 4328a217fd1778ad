package wire

// CloseRequest drops what Go keeps for one client.
type CloseRequest struct{}

// RepairedRequest names a cancelled operation whose repair is still running.
type RepairedRequest struct {
	Operation uint64 `json:"operation"`
}

// RepairedResult is the outcome of the repair.
type RepairedResult struct {
	// Why the newest record does not say how the operation ended; absent if every record does.
	Unwritten *Error `json:"unwritten,omitempty"`
}
