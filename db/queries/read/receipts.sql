-- name: ViewReceipt :one
SELECT r.receipt_id, r.body, c.sequence, c.prev_hash, c.kid, c.signature, h.emitted,
    f.reason, f.failed_at, f.requeued_at, f.settled_at
FROM receipts AS r
LEFT JOIN receipt_chain AS c ON c.tenant_id = r.tenant_id AND c.receipt_id = r.receipt_id
LEFT JOIN chain_heads AS h ON h.tenant_id = r.tenant_id
LEFT JOIN receipt_failures AS f ON f.tenant_id = c.tenant_id AND f.sequence = c.sequence
WHERE r.tenant_id = @tenant_id AND r.receipt_id = @receipt_id;

-- name: ListReceipts :many
SELECT receipt_id FROM receipts
WHERE tenant_id = @tenant_id AND receipt_id < @before
ORDER BY receipt_id DESC
LIMIT @most;

-- name: ReadCheckpoint :one
SELECT xid, number FROM checkpoints WHERE follower = @follower;

-- name: ListPendingReceipts :many
SELECT e.xid, e.number, e.receipt_id
FROM events AS e
WHERE e.tenant_id = @tenant_id AND e.receipt_id IS NOT NULL
    AND (e.xid, e.number) > (@sealed_xid::bigint, @sealed_number::bigint)
    AND (e.xid, e.number) < (@before_xid::bigint, @before_number::bigint)
ORDER BY e.xid DESC, e.number DESC
LIMIT @most;

-- name: ListUnsentReceipts :many
SELECT c.receipt_id FROM receipt_chain AS c
WHERE c.tenant_id = @tenant_id AND c.sequence < @before
    AND c.sequence > (SELECT h.emitted FROM chain_heads AS h WHERE h.tenant_id = @tenant_id)
ORDER BY c.sequence DESC
LIMIT @most;

-- name: ListRequeuedReceipts :many
SELECT f.receipt_id FROM receipt_failures AS f
WHERE f.tenant_id = @tenant_id AND f.sequence < @before AND f.requeued_at IS NOT NULL AND f.settled_at IS NULL
ORDER BY f.sequence DESC
LIMIT @most;

-- name: ListEmittedReceipts :many
SELECT c.receipt_id FROM receipt_chain AS c
WHERE c.tenant_id = @tenant_id AND c.sequence < @before
    AND c.sequence <= (SELECT h.emitted FROM chain_heads AS h WHERE h.tenant_id = @tenant_id)
    AND (SELECT f.sequence FROM receipt_failures AS f
        WHERE f.tenant_id = c.tenant_id AND f.sequence = c.sequence AND f.settled_at IS NULL) IS NULL
ORDER BY c.sequence DESC
LIMIT @most;

-- name: ListFailedReceipts :many
SELECT f.receipt_id FROM receipt_failures AS f
WHERE f.tenant_id = @tenant_id AND f.sequence < @before AND f.requeued_at IS NULL
ORDER BY f.sequence DESC
LIMIT @most;

-- name: ReadReceiptBodies :many
-- The limit, here and below, keeps each row a look-up of its own: a planner that takes
-- the table for small would go through all that the tenant has.
SELECT r.receipt_id, r.created_at, r.body
FROM (SELECT unnest(@receipt_ids::uuid[]) AS receipt_id) AS i
CROSS JOIN LATERAL (
    SELECT * FROM receipts WHERE receipts.tenant_id = @tenant_id AND receipts.receipt_id = i.receipt_id LIMIT 1
) AS r;

-- name: ReadLinks :many
SELECT c.receipt_id, c.sequence, c.prev_hash, c.hash, c.kid, c.sealed_at
FROM (SELECT unnest(@receipt_ids::uuid[]) AS receipt_id) AS i
CROSS JOIN LATERAL (
    SELECT * FROM receipt_chain WHERE receipt_chain.tenant_id = @tenant_id AND receipt_chain.receipt_id = i.receipt_id LIMIT 1
) AS c;

-- name: ReadRefusals :many
SELECT f.sequence, f.reason, f.failed_at, f.requeued_at, f.settled_at
FROM (SELECT unnest(@sequences::bigint[]) AS sequence) AS i
CROSS JOIN LATERAL (
    SELECT * FROM receipt_failures WHERE receipt_failures.tenant_id = @tenant_id AND receipt_failures.sequence = i.sequence LIMIT 1
) AS f;

-- name: ReadWatermark :one
SELECT emitted FROM chain_heads WHERE tenant_id = @tenant_id;

-- name: ViewChainHead :one
SELECT h.sequence, h.hash, h.emitted, c.kid, c.sealed_at
FROM chain_heads AS h
JOIN receipt_chain AS c ON c.tenant_id = h.tenant_id AND c.sequence = h.sequence
WHERE h.tenant_id = @tenant_id;
