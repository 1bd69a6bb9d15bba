package ports

import (
	"context"

	"github.com/mmm-engine/mmm-engine/domain/tenant"
)

// IntegrationReader reads how a tenant's webhooks are signed.
type IntegrationReader interface {
	// ReadGitHubSecret answers the encrypted secret; NotFound when the tenant set none.
	ReadGitHubSecret(ctx context.Context, owner tenant.ID) ([]byte, error)
}

// Cipher keeps secrets unreadable at rest. What was encrypted for one tenant
// cannot be decrypted for another.
type Cipher interface {
	// Encrypt answers another text each time, for the same secret too.
	Encrypt(owner tenant.ID, secret []byte) ([]byte, error)
	// Decrypt fails with an Internal fault for anything that Encrypt did not make for
	// this tenant, or that was altered since.
	Decrypt(owner tenant.ID, encrypted []byte) ([]byte, error)
}
