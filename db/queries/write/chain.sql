-- name: ReadFeed :many
-- Only below the oldest transaction still running: nothing can come in before it.
SELECT e.xid, e.number, e.tenant_id, r.receipt_id, r.body
FROM events AS e
LEFT JOIN receipts AS r ON r.tenant_id = e.tenant_id AND r.receipt_id = e.receipt_id
WHERE (e.xid, e.number) > (@xid::bigint, @number::bigint)
    AND e.xid < pg_snapshot_xmin(pg_current_snapshot())::text::bigint
ORDER BY e.xid, e.number
LIMIT @most;

-- name: ReadCheckpoint :one
SELECT xid, number FROM checkpoints WHERE follower = @follower;

-- name: ReadHeads :many
SELECT tenant_id, sequence, hash FROM chain_heads WHERE tenant_id = ANY (@tenant_ids::text[]);

-- name: SwapCheckpoint :batchone
-- Only the zero position may be where nothing is yet.
WITH created AS (
    INSERT INTO checkpoints (follower, xid, number)
    SELECT @follower, @to_xid, @to_number
    WHERE @from_xid::bigint = 0 AND @from_number::bigint = 0
    ON CONFLICT (follower) DO NOTHING
    RETURNING true
), moved AS (
    UPDATE checkpoints AS c SET xid = @to_xid, number = @to_number
    WHERE c.follower = @follower AND c.xid = @from_xid::bigint AND c.number = @from_number::bigint
    RETURNING true
)
SELECT require_swap(EXISTS (SELECT FROM created) OR EXISTS (SELECT FROM moved), 'checkpoint') AS won;

-- name: SwapHead :batchone
-- Only the zero head may be where no chain is yet.
WITH created AS (
    INSERT INTO chain_heads (tenant_id, sequence, hash)
    SELECT @tenant_id, @to_sequence, @to_hash
    WHERE @from_sequence::bigint = 0 AND @from_hash::text = ''
    ON CONFLICT (tenant_id) DO NOTHING
    RETURNING true
), moved AS (
    UPDATE chain_heads AS h SET sequence = @to_sequence, hash = @to_hash
    WHERE h.tenant_id = @tenant_id AND h.sequence = @from_sequence::bigint AND h.hash = @from_hash::text
    RETURNING true
)
SELECT require_swap(EXISTS (SELECT FROM created) OR EXISTS (SELECT FROM moved), 'chain_head') AS won;

-- name: InsertLinks :batchexec
INSERT INTO receipt_chain (tenant_id, sequence, receipt_id, prev_hash, hash, kid, signature, sealed_at)
SELECT @tenant_id::text, unnest(@sequences::bigint[]), unnest(@receipt_ids::uuid[]), unnest(@prev_hashes::text[]),
    unnest(@hashes::text[]), unnest(@kids::text[]), unnest(@signatures::text[]), @sealed_at::timestamptz;

-- name: ReadWaiting :many
-- Only a recorded trace is worth the look at the decision, whose actor its span names.
SELECT c.tenant_id, c.sequence, c.receipt_id, c.prev_hash, c.hash, c.kid, c.signature, coalesce(r.body, '')::text AS body,
    coalesce(r.traceparent, '')::text AS traceparent, coalesce(d.actor_id, '')::text AS actor_id
FROM (
    SELECT tenant_id, emitted FROM chain_heads WHERE emitted < sequence AND chain_heads.tenant_id > @after
    ORDER BY tenant_id LIMIT @tenants
) AS h
CROSS JOIN LATERAL (
    SELECT * FROM receipt_chain AS rc
    WHERE rc.tenant_id = h.tenant_id AND rc.sequence > h.emitted
    ORDER BY rc.sequence LIMIT @per_tenant
) AS c
LEFT JOIN receipts AS r ON r.tenant_id = c.tenant_id AND r.receipt_id = c.receipt_id
LEFT JOIN decisions AS d ON d.tenant_id = c.tenant_id AND d.decision_id = CASE
    WHEN r.traceparent IS NOT NULL THEN (r.body::jsonb #>> '{inputs,decision_id}')::uuid END
ORDER BY c.tenant_id, c.sequence;

-- name: MoveWatermark :batchone
WITH moved AS (
    UPDATE chain_heads SET emitted = @to_sequence
    WHERE tenant_id = @tenant_id AND emitted = @from_sequence
    RETURNING true
)
SELECT require_swap(EXISTS (SELECT FROM moved), 'watermark') AS won;

-- name: InsertFailure :batchexec
INSERT INTO receipt_failures (tenant_id, sequence, receipt_id, reason, failed_at)
VALUES (@tenant_id, @sequence, @receipt_id, @reason, @failed_at);
