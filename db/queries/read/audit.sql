-- name: ListAudit :many
-- This list and the next two are queries of their own, so that each goes by the index
-- that begins with what it is filtered by.
SELECT * FROM audit_entries
WHERE tenant_id = @tenant_id AND at >= @since AND (at, entry_id) < (@before_at, @before_id::bigint)
ORDER BY at DESC, entry_id DESC
LIMIT @most;

-- name: ListAuditOfAdmin :many
-- The admin is between two bounds that are the same, here and likewise below: an equal
-- one would be no part of the order, and another index could serve in place of its own.
SELECT * FROM audit_entries
WHERE tenant_id = @tenant_id AND (admin_id, at) >= (@admin_id::text, @since::timestamptz)
    AND (admin_id, at, entry_id) < (@admin_id::text, @before_at::timestamptz, @before_id::bigint)
ORDER BY admin_id DESC, at DESC, entry_id DESC
LIMIT @most;

-- name: ListAuditOfResource :many
-- One thing is changed by few, so that their entries are picked from all of its.
SELECT * FROM audit_entries
WHERE tenant_id = @tenant_id AND (resource, at) >= (@resource::text, @since::timestamptz)
    AND (resource, at, entry_id) < (@resource::text, @before_at::timestamptz, @before_id::bigint)
    AND (@admin_id::text = '' OR admin_id = @admin_id::text)
ORDER BY resource DESC, at DESC, entry_id DESC
LIMIT @most;
