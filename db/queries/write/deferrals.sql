-- name: InsertDeferrals :batchexec
INSERT INTO deferrals (tenant_id, delivery_id, actor_id, subject, surface, digest, until, expires_at)
SELECT @tenant_id::text, unnest(@delivery_ids::uuid[]), @actor_id::text, @subject::text, unnest(@surfaces::text[]),
    unnest(@digest::boolean[]), unnest(@until::timestamptz[]), unnest(@expires_at::timestamptz[]);

-- name: EndDeferrals :batchone
-- All of them or none: what others released meanwhile they answer for.
WITH ended AS (
    UPDATE deferrals AS d SET released_at = @released_at::timestamptz
    FROM (SELECT unnest(@delivery_ids::uuid[]) AS delivery_id, unnest(@until::timestamptz[]) AS until) AS named
    WHERE d.tenant_id = @tenant_id AND d.delivery_id = named.delivery_id AND d.until = named.until AND d.released_at IS NULL
    RETURNING true
)
SELECT require_swap((SELECT count(*) FROM ended) = cardinality(@delivery_ids::uuid[]), 'release') AS won;

-- name: MoveDeferral :batchone
WITH moved AS (
    UPDATE deferrals SET until = @until::timestamptz
    WHERE tenant_id = @tenant_id AND delivery_id = @delivery_id AND until = @was::timestamptz AND released_at IS NULL
    RETURNING true
)
SELECT require_swap(EXISTS (SELECT FROM moved), 'release') AS won;

-- name: InsertDigest :batchone
WITH taken AS (
    INSERT INTO digests (tenant_id, digest_id, actor_id, subject, surface, window_end, delivery_ids)
    VALUES (@tenant_id, @digest_id, @actor_id, @subject, @surface, @window_end, @delivery_ids)
    ON CONFLICT (tenant_id, subject, surface, window_end) DO NOTHING
    RETURNING true
)
SELECT require_swap(EXISTS (SELECT FROM taken), 'release') AS won;

-- name: ReadDueDeferrals :batchmany
-- The delivery and what goes out in its digest, of one snapshot with the last digest: so
-- who finds a window free finds all of it, or loses the swap. Without a digest yet the
-- last one was at the epoch.
WITH own AS MATERIALIZED (
    SELECT d.* FROM deferrals AS d
    WHERE d.tenant_id = @tenant_id AND d.delivery_id = @delivery_id AND d.released_at IS NULL
), due AS (
    SELECT own.delivery_id, own.actor_id, own.subject, own.surface, own.digest, own.until, own.expires_at FROM own
    UNION ALL
    SELECT other.delivery_id, other.actor_id, other.subject, other.surface, other.digest, other.until, other.expires_at
    FROM own
    CROSS JOIN LATERAL (
        SELECT d.* FROM deferrals AS d
        WHERE d.tenant_id = @tenant_id AND d.digest AND d.subject = own.subject AND d.surface = own.surface
            AND d.until <= @now::timestamptz AND d.delivery_id <> own.delivery_id AND d.released_at IS NULL
    ) AS other
    WHERE own.digest
)
SELECT due.delivery_id, due.actor_id, due.subject, due.surface, due.digest, due.until, due.expires_at,
    coalesce(c.body, '')::text AS body, coalesce(last.window_end, to_timestamp(0))::timestamptz AS digested,
    coalesce(p.body, '')::text AS policy, coalesce(w.body, '')::text AS preferences,
    coalesce((SELECT k.policy_epoch FROM playbook_catalogues AS k WHERE k.tenant_id = @tenant_id), 0)::bigint AS policy_epoch
FROM due
LEFT JOIN LATERAL (
    SELECT dc.body FROM decisions AS dc
    WHERE dc.tenant_id = @tenant_id AND dc.decision_id = (left(due.delivery_id::text, 32) || '0000')::uuid LIMIT 1
) AS c ON true
LEFT JOIN LATERAL (
    SELECT g.window_end FROM digests AS g
    WHERE g.tenant_id = @tenant_id AND g.subject = due.subject AND g.surface = due.surface AND due.digest
    ORDER BY g.tenant_id DESC, g.subject DESC, g.surface DESC, g.window_end DESC LIMIT 1
) AS last ON true
LEFT JOIN LATERAL (SELECT t.body FROM tenant_policies AS t WHERE t.tenant_id = @tenant_id LIMIT 1) AS p ON true
LEFT JOIN LATERAL (
    SELECT ap.body FROM actor_preferences AS ap WHERE ap.tenant_id = @tenant_id AND ap.actor_id = due.actor_id LIMIT 1
) AS w ON true;

-- name: ReadDigest :batchmany
-- A row for each of its deliveries.
SELECT g.actor_id, g.subject, g.surface, g.window_end, item.delivery_id::uuid AS delivery_id,
    coalesce(c.body, '')::text AS body, s.stopped_at
FROM digests AS g
LEFT JOIN channel_stops AS s ON s.tenant_id = g.tenant_id AND s.surface = g.surface AND s.receiver = @receiver
CROSS JOIN LATERAL unnest(g.delivery_ids) AS item (delivery_id)
LEFT JOIN LATERAL (
    SELECT d.body FROM decisions AS d
    WHERE d.tenant_id = g.tenant_id AND d.decision_id = (left(item.delivery_id::text, 32) || '0000')::uuid LIMIT 1
) AS c ON true
WHERE g.tenant_id = @tenant_id AND g.digest_id = @digest_id;
