-- name: ViewErasure :one
SELECT erasure_id, alias, state, reason, requested_at, ended_at, removed
FROM erasures WHERE tenant_id = @tenant_id AND erasure_id = @erasure_id;
