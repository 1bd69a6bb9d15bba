package command

import (
	"context"

	"github.com/mmm-engine/mmm-engine/domain/actor"
	"github.com/mmm-engine/mmm-engine/domain/canonical"
	"github.com/mmm-engine/mmm-engine/domain/event"
	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
	"github.com/mmm-engine/mmm-engine/ports"
)

// Bounds of a webhook secret, in bytes.
const (
	MinSecret = 16
	MaxSecret = 256
)

// SetGitHubSecret replaces the secret that signs a tenant's deliveries (api.md,
// PUT /tenants/{tenant_id}/integrations/github). Nobody can read it back.
type SetGitHubSecret struct {
	Keyed

	Caller   actor.Caller
	TenantID tenant.ID
	Secret   string
}

// GitHubSecretSet is the answer, which does not have the secret.
type GitHubSecretSet struct{ Committed }

// Authorise implements application.Use.
func (c SetGitHubSecret) Authorise() error {
	if err := c.Caller.RequireOwnTenant(c.TenantID); err != nil {
		return err
	}
	return c.Caller.RequireAdmin()
}

// IntegrationHandler carries out SetGitHubSecret.
type IntegrationHandler struct {
	cipher ports.Cipher
	store  ports.Store
	admin  Administration
}

// NewIntegrationHandler makes the handler.
func NewIntegrationHandler(cipher ports.Cipher, store ports.Store, admin Administration) *IntegrationHandler {
	return &IntegrationHandler{cipher: cipher, store: store, admin: admin}
}

// SetGitHubSecret carries out SetGitHubSecret.
func (h *IntegrationHandler) SetGitHubSecret(ctx context.Context, c SetGitHubSecret) (GitHubSecretSet, error) {
	if len(c.Secret) < MinSecret || len(c.Secret) > MaxSecret {
		return GitHubSecretSet{}, fault.InvalidInput([]fault.Problem{{Path: "secret", Message: "must have 16 to 256 bytes"}})
	}
	encrypted, err := h.cipher.Encrypt(c.TenantID, []byte(c.Secret))
	if err != nil {
		return GitHubSecretSet{}, err
	}
	return anew(func() (GitHubSecretSet, error) {
		set, err := h.admin.writes(ctx, mutation{
			caller: c.Caller, at: h.admin.clock.Now(), action: "integration.github.set_secret",
			resource: "integration/github", event: event.IntegrationChanged,
			after: canonical.Object{{Name: "secret", Value: "***"}},
		})
		if err != nil {
			return GitHubSecretSet{}, err
		}
		set.GitHubSecret = encrypted
		return commit(ctx, h.store, set, c.Keyed, GitHubSecretSet{})
	})
}
