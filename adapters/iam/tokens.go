// Package iam verifies bearer tokens (downstream.md, IAM). A token is a JWT whose
// signature is checked here, against keys that are fetched and cached, so that no
// request waits for the identity service.
package iam

import (
	"context"
	"crypto/sha256"
	"time"

	"github.com/mmm-engine/mmm-engine/domain/actor"
	"github.com/mmm-engine/mmm-engine/ports"
)

// maxTokenLength bounds what is hashed and parsed, in bytes. Headers of twice that
// length are refused by most proxies.
const maxTokenLength = 8 << 10

// Expected is what a token must say of itself.
type Expected struct {
	// Issuer is compared with iss; empty accepts any issuer whose key is in the set.
	Issuer string
	// Audience must be among aud; empty accepts any.
	Audience string
}

// Tokens implements ports.Tokens. It is safe for concurrent use.
type Tokens struct {
	keys     keySource
	expected Expected
	clock    ports.Clock
	seen     *verifiedTokens
}

var _ ports.Tokens = (*Tokens)(nil)

// keySource has the keys that verify tokens.
type keySource interface {
	// current answers the keys at hand, nil when there never were any. It never waits.
	current() *keySet
	// refresh fetches the keys unless that was tried a moment ago, and answers the
	// newest set. The error says that the last attempt failed; the set may be stale then.
	refresh(ctx context.Context) (*keySet, error)
	// run keeps the keys fresh until the context ends.
	run(ctx context.Context)
}

func newTokens(keys keySource, expected Expected, clock ports.Clock) *Tokens {
	return &Tokens{keys: keys, expected: expected, clock: clock, seen: newVerifiedTokens()}
}

// Run fetches the keys, then keeps them fresh until the context ends. Tokens
// verify without it too, but then the first one of a new key waits for the fetch.
func (t *Tokens) Run(ctx context.Context) error {
	t.keys.run(ctx)
	return nil
}

// Check answers an Unavailable fault while no keys could be fetched yet: nobody
// can be let in then.
func (t *Tokens) Check(ctx context.Context) error {
	_, err := t.held(ctx)
	return err
}

// Verify implements ports.Tokens.
func (t *Tokens) Verify(ctx context.Context, token string) (actor.Caller, error) {
	if token == "" || len(token) > maxTokenLength {
		return actor.Caller{}, refuse(errLength)
	}
	keys, err := t.held(ctx)
	if err != nil {
		return actor.Caller{}, err
	}
	hash, now := sha256.Sum256([]byte(token)), t.clock.Now()
	if caller, ok := t.seen.find(hash, keys, now); ok {
		return caller, nil
	}
	return t.verifyNew(ctx, token, hash, now)
}

func (t *Tokens) verifyNew(ctx context.Context, token string, hash tokenHash, now time.Time) (actor.Caller, error) {
	parts, err := split(token)
	if err != nil {
		return actor.Caller{}, refuse(err)
	}
	key, err := t.keyOf(ctx, parts.header)
	if err != nil {
		return actor.Caller{}, err
	}
	if err := key.verify(token, parts.header); err != nil {
		return actor.Caller{}, refuse(err)
	}
	said, err := parseClaims(parts.payload)
	if err != nil {
		return actor.Caller{}, refuse(err)
	}
	if err := t.expected.check(said, now); err != nil {
		return actor.Caller{}, refuse(err)
	}
	caller, err := callerOf(said)
	if err != nil {
		return actor.Caller{}, refuse(err)
	}
	t.seen.remember(hash, verified{caller: caller, key: key, verifiedAt: now})
	return caller, nil
}

// held answers the keys at hand, fetching them if there never were any.
func (t *Tokens) held(ctx context.Context) (*keySet, error) {
	if keys := t.keys.current(); keys != nil {
		return keys, nil
	}
	keys, err := t.keys.refresh(ctx)
	if keys == nil {
		return nil, unavailable(err)
	}
	return keys, nil
}

// keyOf answers the key that the token names. One that is not known may be new.
func (t *Tokens) keyOf(ctx context.Context, said header) (*key, error) {
	if err := said.check(); err != nil {
		return nil, refuse(err)
	}
	if key := t.keys.current().find(said.kid); key != nil {
		return key, nil
	}
	keys, err := t.keys.refresh(ctx)
	if key := keys.find(said.kid); key != nil {
		return key, nil
	}
	if err != nil {
		return nil, unavailable(err)
	}
	return nil, refuse(errUnknownKey)
}
