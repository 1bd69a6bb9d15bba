package iam

import (
	"crypto"
	"crypto/ed25519"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"fmt"

	"github.com/lestrrat-go/jwx/v3/jwk"
)

const pemType = "PRIVATE KEY"

var errDevKey = errors.New("the development key must be an Ed25519 private key in PEM (PKCS#8)")

// ParseDevKey reads the key file of development (IAM_DEV_KEY_FILE).
func ParseDevKey(file []byte) (ed25519.PrivateKey, error) {
	block, _ := pem.Decode(file)
	if block == nil || block.Type != pemType {
		return nil, errDevKey
	}
	parsed, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errDevKey, err)
	}
	private, ok := parsed.(ed25519.PrivateKey)
	if !ok {
		return nil, errDevKey
	}
	return private, nil
}

// FormatDevKey writes a key as ParseDevKey reads it.
func FormatDevKey(private ed25519.PrivateKey) ([]byte, error) {
	der, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		return nil, fmt.Errorf("encode the development key: %w", err)
	}
	return pem.EncodeToMemory(&pem.Block{Type: pemType, Bytes: der}), nil
}

// keyIDOf names a key by its thumbprint (RFC 7638), so that both sides of a pair
// agree on the name without telling each other.
func keyIDOf(public ed25519.PublicKey) (string, error) {
	parsed, err := jwk.Import(public)
	if err != nil {
		return "", fmt.Errorf("import the development key: %w", err)
	}
	thumbprint, err := parsed.Thumbprint(crypto.SHA256)
	if err != nil {
		return "", fmt.Errorf("name the development key: %w", err)
	}
	return base64.RawURLEncoding.EncodeToString(thumbprint), nil
}
