package wire

// LoginOptions are the options of registry.login.
type LoginOptions struct {
	AccountOptions
	PlainHttpOption
	// Do not check the server's certificate. CLI: --insecure.
	//
	// @default false
	Insecure bool `json:"insecure,omitempty"`
}

// LoginRequest is registry.login.
type LoginRequest struct {
	LoginOptions
	Host string `json:"host"`
}

// Login is a login that the registry has accepted.
type Login struct {
	Host string `json:"host"`
	// Empty if the password is a token.
	Username string `json:"username"`
}
