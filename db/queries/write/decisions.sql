-- name: ReadDecisionStates :batchmany
-- One row for each question. Laterals with a limit are looked up by index, one
-- question at a time, whatever the sizes of the tables when this was planned.
SELECT
    q.number::integer AS number,
    coalesce(p.body, '')::text AS policy,
    coalesce(w.body, '')::text AS preferences,
    coalesce(c.version, 0)::bigint AS catalogue_version,
    coalesce(c.policy_epoch, 0)::bigint AS policy_epoch,
    coalesce(r.actor_ref, '00000000-0000-0000-0000-000000000000'::uuid)::uuid AS actor_ref,
    i.request_hash AS keyed_hash,
    coalesce(i.decision_id, '00000000-0000-0000-0000-000000000000'::uuid)::uuid AS keyed,
    coalesce(s.decision_id, '00000000-0000-0000-0000-000000000000'::uuid)::uuid AS repeated
FROM (
    SELECT unnest(@numbers::integer[]) AS number, unnest(@tenant_ids::text[]) AS tenant_id,
        unnest(@actor_ids::text[]) AS actor_id, unnest(@subjects::text[]) AS subject, unnest(@surfaces::text[]) AS surface,
        unnest(@signal_ids::text[]) AS signal_id, unnest(@operations::text[]) AS operation, unnest(@callers::text[]) AS caller,
        unnest(@keys::text[]) AS key, unnest(@keys_since::timestamptz[]) AS keys_since,
        unnest(@signals_since::timestamptz[]) AS signals_since
) AS q
LEFT JOIN LATERAL (SELECT body FROM tenant_policies WHERE tenant_id = q.tenant_id LIMIT 1) AS p ON true
LEFT JOIN LATERAL (SELECT body FROM actor_preferences WHERE tenant_id = q.tenant_id AND actor_id = q.actor_id LIMIT 1) AS w ON true
LEFT JOIN LATERAL (SELECT version, policy_epoch FROM playbook_catalogues WHERE tenant_id = q.tenant_id LIMIT 1) AS c ON true
LEFT JOIN LATERAL (SELECT actor_ref FROM actor_refs WHERE tenant_id = q.tenant_id AND actor_id = q.actor_id LIMIT 1) AS r ON true
LEFT JOIN LATERAL (
    SELECT request_hash, decision_id FROM idempotency
    WHERE tenant_id = q.tenant_id AND operation = q.operation AND caller = q.caller AND key = q.key AND created_at > q.keys_since LIMIT 1
) AS i ON true
LEFT JOIN LATERAL (
    SELECT decision_id FROM signal_decisions
    WHERE tenant_id = q.tenant_id AND subject = q.subject AND surface = q.surface AND signal_id = q.signal_id
        AND decided_at > q.signals_since LIMIT 1
) AS s ON true;

-- name: ReadDecision :batchone
SELECT body FROM decisions WHERE tenant_id = @tenant_id AND decision_id = @decision_id;

-- name: ReadRecentSignals :batchmany
-- Those of each question, newest first. The empty subject has none.
SELECT q.number::integer AS number, s.signal_id, s.source, s.event_type, s.severity, s.occurred_at,
    s.repo_id, s.branch, s.file_path, s.environment
FROM (
    SELECT unnest(@numbers::integer[]) AS number, unnest(@tenant_ids::text[]) AS tenant_id,
        unnest(@subjects::text[]) AS subject, unnest(@since::timestamptz[]) AS since
) AS q
CROSS JOIN LATERAL (
    SELECT * FROM signals
    WHERE signals.tenant_id = q.tenant_id AND signals.subject = q.subject AND q.subject <> ''
        AND signals.occurred_at > q.since
    ORDER BY signals.occurred_at DESC, signals.signal_id
    LIMIT @most
) AS s;

-- name: CommitDecisions :batchone
-- The compare-and-swaps come first and fail the transaction when any was lost; an
-- expired signal or key is taken over.
WITH made AS (
    SELECT unnest(@tenant_ids::text[]) AS tenant_id, unnest(@decision_ids::uuid[]) AS decision_id,
        unnest(@actor_ids::text[]) AS actor_id, unnest(@subjects::text[]) AS subject, unnest(@surfaces::text[]) AS surface,
        unnest(@signal_ids::text[]) AS signal_id, unnest(@created_ats::timestamptz[]) AS created_at,
        unnest(@degraded::boolean[]) AS degraded, unnest(@receipt_ids::uuid[]) AS receipt_id, unnest(@bodies::text[]) AS body,
        unnest(@operations::text[]) AS operation, unnest(@callers::text[]) AS caller, unnest(@keys::text[]) AS key,
        unnest(@request_hashes::bytea[]) AS request_hash
), signal_taken AS (
    INSERT INTO signal_decisions AS s (tenant_id, subject, surface, signal_id, decision_id, decided_at)
    SELECT made.tenant_id, made.subject, made.surface, made.signal_id, made.decision_id, made.created_at
    FROM made WHERE made.signal_id <> ''
    ON CONFLICT (tenant_id, subject, surface, signal_id) DO UPDATE
        SET decision_id = excluded.decision_id, decided_at = excluded.decided_at
        WHERE s.decided_at <= excluded.decided_at - @signal_life::interval
    RETURNING true
), key_taken AS (
    INSERT INTO idempotency AS i (tenant_id, operation, caller, key, request_hash, decision_id, created_at)
    SELECT made.tenant_id, made.operation, made.caller, made.key, made.request_hash, made.decision_id, made.created_at
    FROM made WHERE made.key <> ''
    ON CONFLICT (tenant_id, operation, caller, key) DO UPDATE
        SET request_hash = excluded.request_hash, decision_id = excluded.decision_id, created_at = excluded.created_at
        WHERE i.created_at <= excluded.created_at - @key_life::interval
    RETURNING true
), decided AS (
    INSERT INTO decisions (tenant_id, decision_id, actor_id, surface, created_at, degraded, receipt_id, body)
    SELECT made.tenant_id, made.decision_id, made.actor_id, made.surface, made.created_at, made.degraded, made.receipt_id, made.body
    FROM made
)
SELECT
    require_swap((SELECT count(*) FROM signal_taken) = @signals::bigint, 'signal')
    AND require_swap((SELECT count(*) FROM key_taken) = @keyed::bigint, 'idempotency_key') AS won;
