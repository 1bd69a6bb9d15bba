package iam

import (
	"crypto/ed25519"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/lestrrat-go/jwx/v3/jwa"
	"github.com/lestrrat-go/jwx/v3/jws"

	"github.com/mmm-engine/mmm-engine/domain/actor"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
	"github.com/mmm-engine/mmm-engine/ports"
)

// DefaultLife is how long a development token lasts.
const DefaultLife = 24 * time.Hour

// Minter makes development tokens. Only a Tokens of NewLocal with the same key
// accepts them.
type Minter struct {
	private ed25519.PrivateKey
	clock   ports.Clock
	keyID   string
}

// Grant is what a development token says.
type Grant struct {
	TenantID tenant.ID
	ActorID  string
	// ActorType is human when empty.
	ActorType actor.Type
	Roles     []string
	Scopes    []actor.Scope
	// Life is DefaultLife when 0.
	Life time.Duration
}

// NewMinter makes a minter of the development key.
func NewMinter(private ed25519.PrivateKey, clock ports.Clock) (*Minter, error) {
	public, ok := private.Public().(ed25519.PublicKey)
	if !ok {
		return nil, errDevKey
	}
	keyID, err := keyIDOf(public)
	if err != nil {
		return nil, err
	}
	return &Minter{private: private, clock: clock, keyID: keyID}, nil
}

// Mint answers a signed token. A grant that no verifier would take is an error
// that says what to change.
func (m *Minter) Mint(grant Grant) (string, error) {
	if grant.ActorType == "" {
		grant.ActorType = actor.Human
	}
	if grant.Life == 0 {
		grant.Life = DefaultLife
	}
	if err := grant.check(); err != nil {
		return "", err
	}
	payload, err := json.Marshal(grant.claims(m.clock.Now()))
	if err != nil {
		return "", fmt.Errorf("encode the token: %w", err)
	}
	return m.sign(payload)
}

func (m *Minter) sign(payload []byte) (string, error) {
	headers := jws.NewHeaders()
	if err := errors.Join(headers.Set(jws.KeyIDKey, m.keyID), headers.Set(jws.TypeKey, "JWT")); err != nil {
		return "", fmt.Errorf("describe the token: %w", err)
	}
	signed, err := jws.Sign(payload, jws.WithKey(jwa.EdDSA(), m.private, jws.WithProtectedHeaders(headers)))
	if err != nil {
		return "", fmt.Errorf("sign the token: %w", err)
	}
	return string(signed), nil
}

func (g Grant) check() error {
	switch {
	case !g.TenantID.Valid():
		return errors.New(`name a tenant: letters, digits and "._:@-", the first a letter or digit, 128 at most`)
	case !names(g.ActorID):
		return fmt.Errorf("name an actor: printable text of at most %d bytes", actor.MaxIDLength)
	case !g.ActorType.Valid():
		return fmt.Errorf("the actor type must be %s or %s", actor.Human, actor.AIAgent)
	case g.Life < 0:
		return errors.New("the token's life must not be negative")
	}
	return nil
}

func (g Grant) claims(now time.Time) map[string]any {
	scopes := make([]string, len(g.Scopes))
	for i, scope := range g.Scopes {
		scopes[i] = string(scope)
	}
	return map[string]any{
		"iss": devIssuer, "aud": devAudience, "sub": g.ActorID,
		"tenant_id": g.TenantID, "actor_type": g.ActorType,
		"roles": append([]string{}, g.Roles...), "scope": strings.Join(scopes, " "),
		"iat": now.Unix(), "nbf": now.Unix(), "exp": now.Add(g.Life).Unix(),
	}
}
