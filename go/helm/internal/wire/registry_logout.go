package wire

// LogoutRequest is what registry.logout gets.
type LogoutRequest struct {
	Host string `json:"host"`
}

// Logout is what has become of registry.logout.
type Logout struct {
	Host string `json:"host"`
	// Whether there was a login.
	Removed bool `json:"removed"`
}
