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

// LoginRequest is what registry.login gets.
type LoginRequest struct {
	LoginOptions
	Host string `json:"host"`
}

// Login is a login that a registry has accepted.
type Login struct {
	Host string `json:"host"`
	// Empty where the password is a token.
	Username string `json:"username"`
}
