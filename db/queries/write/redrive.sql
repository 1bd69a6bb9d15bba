-- name: ReadRefused :batchmany
SELECT sequence FROM receipt_failures
WHERE tenant_id = @tenant_id AND requeued_at IS NULL
    AND failed_at >= coalesce(sqlc.narg('from_time')::timestamptz, '-infinity')
    AND failed_at < coalesce(sqlc.narg('to_time')::timestamptz, 'infinity')
ORDER BY sequence
LIMIT @most;

-- name: ReadRequeued :many
-- Goes from tenant to tenant by the index, whatever one of them has requeued.
WITH RECURSIVE owners AS (
    (SELECT f.tenant_id FROM receipt_failures AS f
        WHERE f.requeued_at IS NOT NULL AND f.settled_at IS NULL AND f.tenant_id > @after
        ORDER BY f.tenant_id LIMIT 1)
    UNION ALL
    SELECT (SELECT f.tenant_id FROM receipt_failures AS f
        WHERE f.requeued_at IS NOT NULL AND f.settled_at IS NULL AND f.tenant_id > o.tenant_id
        ORDER BY f.tenant_id LIMIT 1)
    FROM owners AS o
    WHERE o.tenant_id IS NOT NULL
)
SELECT q.tenant_id, q.sequence, q.requeued_at, c.receipt_id, c.prev_hash, c.hash, c.kid, c.signature, coalesce(r.body, '')::text AS body,
    coalesce(r.traceparent, '')::text AS traceparent, coalesce(d.actor_id, '')::text AS actor_id
FROM (SELECT tenant_id FROM owners WHERE owners.tenant_id IS NOT NULL LIMIT @tenants) AS o
CROSS JOIN LATERAL (
    SELECT f.tenant_id, f.sequence, f.requeued_at::timestamptz AS requeued_at FROM receipt_failures AS f
    WHERE f.tenant_id = o.tenant_id AND f.requeued_at IS NOT NULL AND f.settled_at IS NULL
    ORDER BY f.sequence LIMIT @per_tenant
) AS q
JOIN receipt_chain AS c ON c.tenant_id = q.tenant_id AND c.sequence = q.sequence
LEFT JOIN receipts AS r ON r.tenant_id = c.tenant_id AND r.receipt_id = c.receipt_id
LEFT JOIN decisions AS d ON d.tenant_id = c.tenant_id AND d.decision_id = CASE
    WHEN r.traceparent IS NOT NULL THEN (r.body::jsonb #>> '{inputs,decision_id}')::uuid END
ORDER BY q.tenant_id, q.sequence;

-- name: SettleRequeued :batchone
WITH settled AS (
    UPDATE receipt_failures SET settled_at = @settled_at::timestamptz
    WHERE tenant_id = @tenant_id AND sequence = @sequence AND requeued_at = @requeued_at::timestamptz AND settled_at IS NULL
    RETURNING true
)
SELECT require_swap(EXISTS (SELECT FROM settled), 'requeued_receipt') AS won;

-- name: RefuseRequeued :batchone
-- It has failed as if it had never been requeued, by the latest reason.
WITH refused AS (
    UPDATE receipt_failures SET reason = @reason, failed_at = @failed_at, requeued_at = NULL
    WHERE tenant_id = @tenant_id AND sequence = @sequence AND requeued_at = @requeued_at::timestamptz AND settled_at IS NULL
    RETURNING true
)
SELECT require_swap(EXISTS (SELECT FROM refused), 'requeued_receipt') AS won;
