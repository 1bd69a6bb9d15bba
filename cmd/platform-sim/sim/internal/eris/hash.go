package eris

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"strings"
)

const hashPrefix = "sha256:"

// hash names a receipt in the chain: SHA-256 of its canonical bytes, signature included. The zero hash stands before a
// tenant's first receipt and is written sha256: and 64 zeros.
type hash [sha256.Size]byte

var errHash = errors.New("not sha256: and 64 lower-case hex digits")

// String is the written form, sha256: and lower-case hex.
func (h hash) String() string { return hashPrefix + hex.EncodeToString(h[:]) }

// MarshalText writes the written form.
func (h hash) MarshalText() ([]byte, error) { return []byte(h.String()), nil }

// UnmarshalText reads the written form.
func (h *hash) UnmarshalText(text []byte) error {
	parsed, err := parseHash(string(text))
	*h = parsed
	return err
}

// parseHash reads the written form and no other spelling of it.
func parseHash(text string) (hash, error) {
	var parsed hash
	digits, prefixed := strings.CutPrefix(text, hashPrefix)
	if !prefixed || len(digits) != hex.EncodedLen(len(parsed)) || digits != strings.ToLower(digits) {
		return hash{}, errHash
	}
	if _, err := hex.Decode(parsed[:], []byte(digits)); err != nil {
		return hash{}, errHash
	}
	return parsed, nil
}
