-- name: ReadPlaybook :batchone
SELECT sqlc.embed(p), sqlc.embed(r)
FROM playbooks AS p
JOIN playbook_revisions AS r
    ON r.tenant_id = p.tenant_id AND r.playbook_id = p.playbook_id AND r.revision = p.latest_revision
WHERE p.tenant_id = @tenant_id AND p.playbook_id = @playbook_id;

-- name: ReadRevision :batchone
SELECT * FROM playbook_revisions
WHERE tenant_id = @tenant_id AND playbook_id = @playbook_id AND revision = @revision;

-- name: ReadCatalogueVersion :batchone
SELECT coalesce((SELECT version FROM playbook_catalogues WHERE tenant_id = @tenant_id), 0)::bigint AS version;

-- name: ReadPublished :batchmany
SELECT r.playbook_id, r.revision, r.body
FROM playbooks AS p
JOIN playbook_revisions AS r
    ON r.tenant_id = p.tenant_id AND r.playbook_id = p.playbook_id AND r.revision = p.in_force
WHERE p.tenant_id = @tenant_id AND p.status = 'published'
ORDER BY r.playbook_id;

-- name: SavePlaybook :batchone
WITH created AS (
    INSERT INTO playbooks (tenant_id, playbook_id, name, status, version, latest_revision, in_force, pause_reason,
        created_at, updated_at)
    SELECT @tenant_id, @playbook_id, @name, @status, @version, @latest_revision, @in_force, @pause_reason,
        @created_at, @updated_at
    WHERE @version::bigint = 1
    RETURNING true
), updated AS (
    UPDATE playbooks AS p
    SET name = @name, status = @status, version = @version, latest_revision = @latest_revision,
        in_force = @in_force, pause_reason = @pause_reason, updated_at = @updated_at
    WHERE p.tenant_id = @tenant_id AND p.playbook_id = @playbook_id AND p.version + 1 = @version::bigint
    RETURNING true
)
SELECT require_swap(EXISTS (SELECT FROM created) OR EXISTS (SELECT FROM updated), 'playbook') AS won;

-- name: SaveRevision :batchexec
-- A frozen revision is never changed.
INSERT INTO playbook_revisions AS r (tenant_id, playbook_id, revision, body, created_at, frozen_at)
VALUES (@tenant_id, @playbook_id, @revision, @body, @created_at, @frozen_at)
ON CONFLICT (tenant_id, playbook_id, revision) DO UPDATE
    SET body = excluded.body, created_at = excluded.created_at, frozen_at = excluded.frozen_at
    WHERE r.frozen_at IS NULL;

-- name: BumpCatalogue :batchexec
INSERT INTO playbook_catalogues AS c (tenant_id, version)
VALUES (@tenant_id, 1)
ON CONFLICT (tenant_id) DO UPDATE SET version = c.version + 1;
