package iam

import (
	"context"
	"crypto/ed25519"
	"fmt"

	"github.com/lestrrat-go/jwx/v3/jwk"

	"github.com/mmm-engine/mmm-engine/ports"
)

const (
	devIssuer   = "mmm-engine-dev"
	devAudience = "mmm-engine"
)

// localKeys is a set that is never fetched.
type localKeys struct{ set *keySet }

// NewLocal verifies the tokens that the Minter of the same key pair makes
// (IAM_MODE=dev), by the same code as any other token.
func NewLocal(public ed25519.PublicKey, clock ports.Clock) (*Tokens, error) {
	parsed, err := jwk.Import(public)
	if err != nil {
		return nil, fmt.Errorf("import the development key: %w", err)
	}
	id, err := keyIDOf(public)
	if err != nil {
		return nil, err
	}
	only, err := newKey(id, parsed)
	if err != nil {
		return nil, err
	}
	source := localKeys{set: &keySet{byID: map[string]*key{id: only}}}
	return newTokens(source, Expected{Issuer: devIssuer, Audience: devAudience}, clock), nil
}

func (l localKeys) current() *keySet { return l.set }

func (l localKeys) refresh(context.Context) (*keySet, error) { return l.set, nil }

func (localKeys) run(ctx context.Context) { <-ctx.Done() }
