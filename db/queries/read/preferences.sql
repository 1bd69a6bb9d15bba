-- name: ViewPreferences :one
-- Empty for an actor that never set any.
SELECT coalesce((
    SELECT body FROM actor_preferences WHERE tenant_id = @tenant_id AND actor_id = @actor_id
), '')::text AS body;
