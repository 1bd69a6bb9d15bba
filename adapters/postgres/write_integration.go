package postgres

import (
	"context"

	"github.com/mmm-engine/mmm-engine/adapters/postgres/internal/writedb"
	"github.com/mmm-engine/mmm-engine/ports"
)

func queueIntegration(ctx context.Context, q *writedb.Queries, set ports.WriteSet) error {
	if set.GitHubSecret == nil {
		return nil
	}
	q.SaveGitHubSecret(ctx, []writedb.SaveGitHubSecretParams{{
		TenantID: string(set.TenantID), Secret: set.GitHubSecret, UpdatedAt: set.At,
	}})
	return nil
}
