package requests

import (
	"cmp"
	"fmt"
	"time"
)

// NoAnswer is a request that was not answered in time.
type NoAnswer struct {
	After time.Duration
	// By whom; empty for the API server.
	By string
}

func (n *NoAnswer) Error() string {
	return fmt.Sprintf("%s has not answered within %s", cmp.Or(n.By, "the API server"), n.After)
}
