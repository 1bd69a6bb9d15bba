-- name: ReadPreferences :batchone
-- Empty for an actor that never set any.
SELECT coalesce((
    SELECT body FROM actor_preferences WHERE tenant_id = @tenant_id AND actor_id = @actor_id
), '')::text AS body;

-- name: SavePreferences :batchone
WITH created AS (
    INSERT INTO actor_preferences (tenant_id, actor_id, revision, body, updated_at)
    SELECT @tenant_id, @actor_id, @revision, @body, @updated_at
    WHERE @revision::bigint = 1
    ON CONFLICT (tenant_id, actor_id) DO NOTHING
    RETURNING true
), updated AS (
    UPDATE actor_preferences AS p
    SET revision = @revision, body = @body, updated_at = @updated_at
    WHERE p.tenant_id = @tenant_id AND p.actor_id = @actor_id AND p.revision + 1 = @revision::bigint
    RETURNING true
)
SELECT require_swap(EXISTS (SELECT FROM created) OR EXISTS (SELECT FROM updated), 'preferences') AS won;
