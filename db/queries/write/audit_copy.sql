-- name: ReadLastAudit :one
SELECT coalesce(max(entry_id), 0)::bigint AS entry_id FROM audit_entries;

-- name: TakeTransactionNumber :one
-- Whoever runs with a number now has a lower one.
SELECT pg_current_xact_id()::text::bigint AS number;

-- name: ReadAuditFeed :many
-- Only once everybody is over who ran with a number up to that one.
SELECT tenant_id, entry_id, at, admin_id, action, resource, before, after, trace_id FROM audit_entries
WHERE entry_id > @after_entry AND entry_id <= @last_entry
    AND pg_snapshot_xmin(pg_current_snapshot())::text::bigint > @taken::bigint
ORDER BY entry_id LIMIT @most;

-- name: ReadNextAudit :one
-- When the first entry behind that one was made, whether or not it may be read yet.
SELECT at FROM audit_entries WHERE entry_id > @after_entry ORDER BY entry_id LIMIT 1;
