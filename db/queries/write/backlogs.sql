-- name: ReadBacklogs :many
-- What waits to be sealed is behind the position, which is that of sealing. Each part goes by
-- an index that has nothing but what waits, and counts up to a bound: a long list, too, costs
-- a look every few seconds little.
SELECT 'receipts'::text AS queue, 'pending'::text AS state, count(*) AS depth, coalesce(min(p.since), now())::timestamptz AS oldest
FROM (
    SELECT e.occurred_at AS since FROM events AS e
    WHERE (e.xid, e.number) > (@xid::bigint, @number::bigint) AND e.receipt_id IS NOT NULL
    ORDER BY e.xid, e.number LIMIT @most
) AS p
UNION ALL
SELECT 'receipts', 'sealed', coalesce(sum(s.waiting), 0)::bigint, coalesce(min(s.since), now())
FROM (
    SELECT h.sequence - h.emitted AS waiting, c.sealed_at AS since
    FROM chain_heads AS h
    CROSS JOIN LATERAL (
        SELECT rc.sealed_at FROM receipt_chain AS rc
        WHERE rc.tenant_id = h.tenant_id AND rc.sequence > h.emitted
        ORDER BY rc.sequence LIMIT 1
    ) AS c
    WHERE h.emitted < h.sequence
    UNION ALL
    (SELECT 1, f.requeued_at FROM receipt_failures AS f
        WHERE f.requeued_at IS NOT NULL AND f.settled_at IS NULL
        ORDER BY f.tenant_id, f.sequence LIMIT @most)
) AS s
UNION ALL
SELECT 'receipts', 'failed', count(*), coalesce(min(f.since), now())
FROM (
    SELECT rf.failed_at AS since FROM receipt_failures AS rf
    WHERE rf.requeued_at IS NULL
    ORDER BY rf.tenant_id, rf.sequence LIMIT @most
) AS f
UNION ALL
SELECT 'erasures', 'pending', count(*), coalesce(min(w.since), now())
FROM (SELECT er.requested_at AS since FROM erasures AS er WHERE er.actor_id IS NOT NULL ORDER BY er.tenant_id, er.actor_id LIMIT @most) AS w;
