package signing

import (
	"crypto/ed25519"
	"crypto/rand"
	"fmt"
)

// Generate makes a key that lives as long as the process.
func Generate() (*Keys, error) {
	_, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return nil, fmt.Errorf("generate a signing key: %w", err)
	}
	return newKeys([]ed25519.PrivateKey{private})
}
