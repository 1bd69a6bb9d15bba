-- name: ReadPolicy :batchone
SELECT coalesce((SELECT body FROM tenant_policies WHERE tenant_id = @tenant_id), '')::text AS policy;

-- name: SavePolicy :batchone
WITH created AS (
    INSERT INTO tenant_policies (tenant_id, revision, body, updated_at)
    SELECT @tenant_id, @revision, @body, @updated_at
    WHERE @revision::bigint = 1
    ON CONFLICT (tenant_id) DO NOTHING
    RETURNING true
), updated AS (
    UPDATE tenant_policies AS p
    SET revision = @revision, body = @body, updated_at = @updated_at
    WHERE p.tenant_id = @tenant_id AND p.revision + 1 = @revision::bigint
    RETURNING true
)
SELECT require_swap(EXISTS (SELECT FROM created) OR EXISTS (SELECT FROM updated), 'policy') AS won;

-- name: InvalidatePolicy :batchexec
INSERT INTO playbook_catalogues AS c (tenant_id, version, policy_epoch)
VALUES (@tenant_id, 0, 1)
ON CONFLICT (tenant_id) DO UPDATE SET policy_epoch = c.policy_epoch + 1;
