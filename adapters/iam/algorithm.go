package iam

import (
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rsa"
	"slices"

	"github.com/lestrrat-go/jwx/v3/jwa"
)

// minRSABits is the shortest RSA key that RS256 may be verified with (RFC 7518, 3.3).
const minRSABits = 2048

// allowed reports whether the name is on the allow-list of downstream.md. It never
// holds "none" or an HMAC: with those, whoever knows a public key could sign.
func allowed(name string) bool {
	return slices.Contains([]string{"EdDSA", "RS256", "ES256"}, name)
}

// algorithmOf answers the one allowed algorithm that fits a public key, so that a
// token cannot choose how its signature is read. False: the key verifies nothing.
func algorithmOf(public any) (jwa.SignatureAlgorithm, bool) {
	switch key := public.(type) {
	case ed25519.PublicKey:
		return jwa.EdDSA(), len(key) == ed25519.PublicKeySize
	case *rsa.PublicKey:
		return jwa.RS256(), key.N.BitLen() >= minRSABits
	case *ecdsa.PublicKey:
		return jwa.ES256(), key.Curve == elliptic.P256()
	}
	return jwa.EmptySignatureAlgorithm(), false
}
