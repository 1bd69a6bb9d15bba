-- name: ReadHorizon :one
-- What is committed lies before it, what still can be behind it. Within a transaction
-- it holds for the snapshot that the other queries see.
SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint AS xid;

-- name: ListActions :many
-- Both bounds name the actor and the surface: so written, only the index made for this
-- gives the order. Decisions and outcomes are looked up row by row. So the page costs
-- what it holds, however little the planner knows of the tables.
SELECT d.xid, d.number, d.delivery_id, d.digest_id, c.body
FROM deliveries AS d
CROSS JOIN LATERAL (
    SELECT dc.body FROM decisions AS dc
    WHERE dc.tenant_id = d.tenant_id AND dc.decision_id = d.decision_id LIMIT 1
) AS c
LEFT JOIN LATERAL (
    SELECT true AS answered FROM outcomes AS oc
    WHERE oc.tenant_id = d.tenant_id AND oc.action_id = (left(d.delivery_id::text, 34) || '00')::uuid AND oc.stage >= 2
    LIMIT 1
) AS o ON @unanswered::boolean
WHERE d.tenant_id = @tenant_id
    AND (d.actor_id, d.surface, d.xid, d.number) > (@actor_id::text, @surface::text, @xid::bigint, @number::bigint)
    AND (d.actor_id, d.surface, d.xid, d.number) < (@actor_id::text, @surface::text, @horizon::bigint, 0)
    AND d.delivery_id >= uuid_floor(@since::timestamptz) AND d.expires_at > @live_at::timestamptz
    AND o.answered IS NULL
ORDER BY d.actor_id, d.surface, d.xid, d.number
LIMIT @most;

-- name: ReadDeliveries :many
SELECT xid, number, tenant_id, actor_id, surface
FROM deliveries
WHERE tenant_id = ANY (@tenant_ids::text[])
    AND (xid, number) > (@xid::bigint, @number::bigint) AND xid < @horizon::bigint
ORDER BY xid, number
LIMIT @most;
