package signing

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
)

// jwk is a public key (RFC 8037).
type jwk struct {
	KeyType   string `json:"kty"`
	Curve     string `json:"crv"`
	X         string `json:"x"`
	KeyID     string `json:"kid"`
	Use       string `json:"use"`
	Algorithm string `json:"alg"`
}

func jwkOf(private ed25519.PrivateKey) jwk {
	// The public part is the second half of the private key.
	x := base64.RawURLEncoding.EncodeToString(private[ed25519.SeedSize:])
	return jwk{KeyType: "OKP", Curve: "Ed25519", X: x, KeyID: thumbprint(x), Use: "sig", Algorithm: "EdDSA"}
}

// thumbprint hashes the members that make the key, in the order of their names (RFC 7638).
func thumbprint(x string) string {
	sum := sha256.Sum256([]byte(`{"crv":"Ed25519","kty":"OKP","x":"` + x + `"}`))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

func jwks(keys []jwk) ([]byte, error) {
	document, err := json.Marshal(map[string][]jwk{"keys": keys})
	if err != nil {
		return nil, fmt.Errorf("write the key set: %w", err)
	}
	return document, nil
}
