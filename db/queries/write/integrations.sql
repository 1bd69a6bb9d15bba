-- name: SaveGitHubSecret :batchexec
INSERT INTO github_integrations (tenant_id, secret, updated_at)
VALUES (@tenant_id, @secret, @updated_at)
ON CONFLICT (tenant_id) DO UPDATE SET secret = excluded.secret, updated_at = excluded.updated_at;

-- name: ReadGitHubSecret :batchone
SELECT secret FROM github_integrations WHERE tenant_id = @tenant_id;
