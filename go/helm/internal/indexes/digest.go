package indexes

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
)

// ParseDigest reads a digest with or without its algorithm.
func ParseDigest(digest string) (key [sha256.Size]byte, ok bool) {
	_, text, found := strings.Cut(digest, ":")
	if !found {
		text = digest
	}
	bytes, err := hex.DecodeString(text)
	if err != nil || len(bytes) != sha256.Size {
		return key, false
	}
	return [sha256.Size]byte(bytes), true
}

// PrefixedDigest is a digest with its algorithm, which an index need not name; anything else stays.
func PrefixedDigest(digest string) string {
	if key, ok := ParseDigest(digest); ok {
		return "sha256:" + hex.EncodeToString(key[:])
	}
	return digest
}
