package iam

import (
	"fmt"
	"slices"
	"time"

	"github.com/lestrrat-go/jwx/v3/jwt"

	"github.com/mmm-engine/mmm-engine/cmd/platform-sim/sim/internal/reply"
)

const (
	defaultAudience = "mmm-engine"
	defaultLifetime = 3600
	longestLifetime = 86_400
)

// grant is what POST /iam/token asks for.
type grant struct {
	// TenantID and Sub are required.
	TenantID string `json:"tenant_id"`
	Sub      string `json:"sub"`
	// ActorType is human (the default), ai_agent or service.
	ActorType string   `json:"actor_type"`
	Roles     []string `json:"roles"`
	// Scope is the scopes, separated by spaces; empty grants none.
	Scope string `json:"scope"`
	// Aud defaults to mmm-engine.
	Aud string `json:"aud"`
	// ExpiresIn is seconds, by default 3600, at most a day either way: a negative one mints an expired token.
	ExpiresIn *int `json:"expires_in"`
}

// complete fills the defaults in and reports every wrong field.
func (g *grant) complete() error {
	if g.ActorType == "" {
		g.ActorType = "human"
	}
	if g.Aud == "" {
		g.Aud = defaultAudience
	}
	if g.Roles == nil {
		g.Roles = []string{}
	}
	if g.ExpiresIn == nil {
		lifetime := defaultLifetime
		g.ExpiresIn = &lifetime
	}
	if wrong := g.wrong(); len(wrong) > 0 {
		return reply.Invalid("INVALID", wrong...)
	}
	return nil
}

func (g *grant) wrong() []reply.FieldError {
	var wrong []reply.FieldError
	if g.TenantID == "" {
		wrong = append(wrong, reply.FieldError{Path: "tenant_id", Message: "is required"})
	}
	if g.Sub == "" {
		wrong = append(wrong, reply.FieldError{Path: "sub", Message: "is required"})
	}
	if !slices.Contains([]string{"human", "ai_agent", "service"}, g.ActorType) {
		wrong = append(wrong, reply.FieldError{Path: "actor_type", Message: "must be one of human, ai_agent, service"})
	}
	if *g.ExpiresIn < -longestLifetime || *g.ExpiresIn > longestLifetime {
		wrong = append(wrong, reply.FieldError{Path: "expires_in", Message: "must be seconds from -86400 to 86400"})
	}
	return wrong
}

// token is the grant as claims. An already expired one was valid for an hour before, so that only exp is wrong with it.
func (g *grant) token(issuer string, now time.Time) (jwt.Token, error) {
	expires := now.Add(time.Duration(*g.ExpiresIn) * time.Second)
	issued := now
	if expires.Before(now) {
		issued = expires.Add(-defaultLifetime * time.Second)
	}
	token, err := jwt.NewBuilder().
		Issuer(issuer).Subject(g.Sub).Audience([]string{g.Aud}).
		IssuedAt(issued).NotBefore(issued).Expiration(expires).
		Claim("tenant_id", g.TenantID).Claim("actor_type", g.ActorType).
		Claim("roles", g.Roles).Claim("scope", g.Scope).
		Build()
	if err != nil {
		return nil, fmt.Errorf("build the token: %w", err)
	}
	return token, nil
}
