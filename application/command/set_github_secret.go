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
	Caller   actor.Caller
	TenantID tenant.ID
	Secret   string
}

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
func (h *IntegrationHandler) SetGitHubSecret(ctx context.Context, c SetGitHubSecret) (ports.Token, error) {
	if len(c.Secret) < MinSecret || len(c.Secret) > MaxSecret {
		return "", fault.InvalidInput([]fault.Problem{{Path: "secret", Message: "must have 16 to 256 bytes"}})
	}
	encrypted, err := h.cipher.Encrypt(c.TenantID, []byte(c.Secret))
	if err != nil {
		return "", err
	}
	for try := 1; ; try++ {
		set, err := h.admin.writes(ctx, mutation{
			caller: c.Caller, at: h.admin.clock.Now(), action: "integration.github.set_secret",
			resource: "integration/github", event: event.IntegrationChanged,
			after: canonical.Object{{Name: "secret", Value: "***"}},
		})
		if err != nil {
			return "", err
		}
		set.GitHubSecret = encrypted
		token, err := h.store.Commit(ctx, set)
		if fault.Is(err, fault.Stale) && try < tries {
			continue
		}
		return token, err
	}
}
