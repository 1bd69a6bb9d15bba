// Package signing has the Ed25519 keys that sign receipts, and publishes the keys
// that verify them (downstream.md, ERIS).
package signing

import (
	"crypto/ed25519"

	"github.com/mmm-engine/mmm-engine/domain/receipt"
	"github.com/mmm-engine/mmm-engine/ports"
)

// Keys are the signing key and the keys that signed before it. No private part can
// be reached through them, by printing or marshalling least of all: the one that
// signs is captured by a function.
type Keys struct {
	current  receipt.Key
	document []byte
}

var (
	_ ports.Signer = (*Keys)(nil)
	_ ports.KeySet = (*Keys)(nil)
)

// newKeys signs with the first key and publishes all.
func newKeys(privates []ed25519.PrivateKey) (*Keys, error) {
	published := make([]jwk, len(privates))
	for i, private := range privates {
		published[i] = jwkOf(private)
	}
	document, err := jwks(published)
	if err != nil {
		return nil, err
	}
	first := privates[0]
	return &Keys{
		current: receipt.Key{
			ID:   published[0].KeyID,
			Sign: func(message []byte) []byte { return ed25519.Sign(first, message) },
		},
		document: document,
	}, nil
}

// SigningKey implements ports.Signer. The key's id is the thumbprint of its public
// part (RFC 7638), so that it needs no setting and no two keys share it.
func (k *Keys) SigningKey() receipt.Key { return k.current }

// PublicKeys implements ports.KeySet, in the order the keys were given.
func (k *Keys) PublicKeys() []byte { return append([]byte(nil), k.document...) }
