package eris

import (
	"crypto/ed25519"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
)

var errPrivateKey = errors.New("the key set publishes a private key")

type publishedKey struct {
	Kty string          `json:"kty"`
	Crv string          `json:"crv"`
	Kid string          `json:"kid"`
	X   string          `json:"x"`
	D   json.RawMessage `json:"d"`
}

// parseJWKS takes the OKP Ed25519 keys of a JWKS and passes over others. A private part anywhere refuses the whole set.
func parseJWKS(body []byte) (map[string]ed25519.PublicKey, error) {
	var set struct {
		Keys []publishedKey `json:"keys"`
	}
	if err := json.Unmarshal(body, &set); err != nil {
		return nil, fmt.Errorf("not a JWKS: %w", err)
	}
	keys := make(map[string]ed25519.PublicKey, len(set.Keys))
	for _, key := range set.Keys {
		if len(key.D) > 0 {
			return nil, errPrivateKey
		}
		if key.Kty != "OKP" || key.Crv != "Ed25519" {
			continue
		}
		public, err := base64.RawURLEncoding.DecodeString(key.X)
		if err != nil || len(public) != ed25519.PublicKeySize {
			return nil, fmt.Errorf("key %q: x is not 32 bytes of base64url", key.Kid)
		}
		keys[key.Kid] = public
	}
	return keys, nil
}
