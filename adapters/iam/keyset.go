package iam

import (
	"crypto"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/lestrrat-go/jwx/v3/jwa"
	"github.com/lestrrat-go/jwx/v3/jwk"
	"github.com/lestrrat-go/jwx/v3/jws"
)

// keySet is an issuer's keys at one moment. It does not change.
type keySet struct{ byID map[string]*key }

// key verifies the tokens of one issuer's key.
type key struct {
	id string
	// thumbprint tells two keys apart that bear the same id (RFC 7638).
	thumbprint string
	algorithm  jwa.SignatureAlgorithm
	public     any
}

// parseKeySet reads a JWKS document. Keys that cannot verify a token under our
// rules are passed over: issuers publish keys for other purposes too. A document
// that says it has no keys is an empty set; one that does not say is an error.
func parseKeySet(document []byte) (*keySet, error) {
	var published struct {
		Keys []json.RawMessage `json:"keys"`
	}
	if err := json.Unmarshal(document, &published); err != nil {
		return nil, errors.New("the reply is not a key set") // the cause could repeat it
	}
	if published.Keys == nil {
		return nil, errors.New("read the key set: the document has no list of keys")
	}
	set := &keySet{byID: make(map[string]*key, len(published.Keys))}
	for _, text := range published.Keys {
		if parsed, ok := parseKey(text); ok && set.byID[parsed.id] == nil {
			set.byID[parsed.id] = parsed
		}
	}
	return set, nil
}

func parseKey(text []byte) (*key, bool) {
	parsed, err := jwk.ParseKey(text)
	if err != nil || !signs(parsed) {
		return nil, false
	}
	id, ok := parsed.KeyID()
	if !ok || id == "" {
		return nil, false
	}
	built, err := newKey(id, parsed)
	if err != nil {
		return nil, false
	}
	if named, ok := parsed.Algorithm(); ok && named.String() != built.algorithm.String() {
		return nil, false
	}
	return built, true
}

// signs reports whether the key may be used to verify signatures, by its own word.
func signs(parsed jwk.Key) bool {
	use, ok := parsed.KeyUsage()
	return !ok || use == "" || use == string(jwk.ForSignature)
}

func newKey(id string, parsed jwk.Key) (*key, error) {
	public, err := jwk.PublicRawKeyOf(parsed)
	if err != nil {
		return nil, fmt.Errorf("take the public part of a key: %w", err)
	}
	algorithm, ok := algorithmOf(public)
	if !ok {
		return nil, errAlgorithm
	}
	thumbprint, err := parsed.Thumbprint(crypto.SHA256)
	if err != nil {
		return nil, fmt.Errorf("take the thumbprint of a key: %w", err)
	}
	return &key{id: id, thumbprint: string(thumbprint), algorithm: algorithm, public: public}, nil
}

// find answers the key with the id, nil when the set is nil or lacks it.
func (s *keySet) find(id string) *key {
	if s == nil {
		return nil
	}
	return s.byID[id]
}

// holds reports whether this very key is in the set, not another under its id.
func (s *keySet) holds(k *key) bool {
	held := s.find(k.id)
	return held != nil && held.thumbprint == k.thumbprint
}

func (k *key) verify(token string, said header) error {
	if said.algorithm != k.algorithm.String() {
		return errAlgorithm
	}
	if _, err := jws.VerifyCompactFast(k.public, []byte(token), k.algorithm); err != nil {
		return fmt.Errorf("%w: %w", errSignature, err)
	}
	return nil
}
