// Package iam stands in for the identity service: it publishes keys and mints tokens that verify against them.
package iam

import (
	"crypto/ed25519"
	"errors"
	"fmt"
	"sync"

	"github.com/lestrrat-go/jwx/v3/jwa"
	"github.com/lestrrat-go/jwx/v3/jwk"
)

var (
	errUnknownKey = errors.New("no such key")
	errSigningKey = errors.New("the newest key signs and cannot be dropped: rotate first")
)

// keys holds the published keys, oldest first. The newest signs.
type keys struct {
	mu      sync.RWMutex
	private []jwk.Key
}

func newKeys(first ed25519.PrivateKey) (*keys, error) {
	held := new(keys)
	if first == nil {
		_, err := held.rotate()
		return held, err
	}
	return held, held.add(first)
}

// rotate adds a fresh key, which signs from now on, and returns its kid. The older ones stay published.
func (k *keys) rotate() (string, error) {
	_, fresh, err := ed25519.GenerateKey(nil)
	if err != nil {
		return "", fmt.Errorf("generate a key: %w", err)
	}
	if err := k.add(fresh); err != nil {
		return "", err
	}
	return keyID(k.signing()), nil
}

// add names the key by its thumbprint (RFC 7638), so that a given key keeps its kid over restarts.
func (k *keys) add(private ed25519.PrivateKey) error {
	key, err := jwk.Import(private)
	if err != nil {
		return fmt.Errorf("import the key: %w", err)
	}
	err = errors.Join(jwk.AssignKeyID(key), key.Set(jwk.AlgorithmKey, jwa.EdDSA()), key.Set(jwk.KeyUsageKey, jwk.ForSignature))
	if err != nil {
		return fmt.Errorf("describe the key: %w", err)
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	k.private = append(k.private, key)
	return nil
}

func (k *keys) signing() jwk.Key {
	k.mu.RLock()
	defer k.mu.RUnlock()
	return k.private[len(k.private)-1]
}

// drop withdraws an older key, so that its tokens stop verifying.
func (k *keys) drop(kid string) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	for i, key := range k.private {
		if keyID(key) != kid {
			continue
		}
		if i == len(k.private)-1 {
			return errSigningKey
		}
		k.private = append(k.private[:i:i], k.private[i+1:]...)
		return nil
	}
	return errUnknownKey
}

// public is the key set without private parts.
func (k *keys) public() (jwk.Set, error) {
	k.mu.RLock()
	defer k.mu.RUnlock()
	set := jwk.NewSet()
	for _, key := range k.private {
		public, err := key.PublicKey()
		if err != nil {
			return nil, fmt.Errorf("public half of %s: %w", keyID(key), err)
		}
		if err := set.AddKey(public); err != nil {
			return nil, fmt.Errorf("add %s to the set: %w", keyID(key), err)
		}
	}
	return set, nil
}

func keyID(key jwk.Key) string {
	kid, _ := key.KeyID()
	return kid
}
