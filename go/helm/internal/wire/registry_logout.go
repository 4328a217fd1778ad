package wire

// LogoutRequest is registry.logout.
type LogoutRequest struct {
	Host string `json:"host"`
}

// Logout is the result of registry.logout.
type Logout struct {
	Host string `json:"host"`
	// Whether there was a login.
	Removed bool `json:"removed"`
}
