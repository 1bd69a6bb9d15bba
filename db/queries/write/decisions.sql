-- name: ReadDecisionState :batchone
SELECT
    coalesce(p.body, '')::text AS policy,
    coalesce(c.version, 0)::bigint AS catalogue_version,
    r.actor_ref,
    i.request_hash AS keyed_hash,
    i.decision_id AS keyed,
    s.decision_id AS repeated
FROM (SELECT @tenant_id::text AS tenant_id) AS t
LEFT JOIN tenant_policies AS p ON p.tenant_id = t.tenant_id
LEFT JOIN playbook_catalogues AS c ON c.tenant_id = t.tenant_id
LEFT JOIN actor_refs AS r ON r.tenant_id = t.tenant_id AND r.actor_id = @actor_id::text
LEFT JOIN idempotency AS i ON i.tenant_id = t.tenant_id AND i.operation = @operation::text
    AND i.caller = @caller::text AND i.key = @key::text AND i.created_at > @keys_since::timestamptz
LEFT JOIN signal_decisions AS s ON s.tenant_id = t.tenant_id AND s.subject = @subject::text
    AND s.surface = @surface::text AND s.signal_id = @signal_id::text AND s.decided_at > @signals_since::timestamptz;

-- name: ReadDecision :batchone
SELECT body FROM decisions WHERE tenant_id = @tenant_id AND decision_id = @decision_id;

-- name: ReadRecentSignals :batchmany
SELECT signal_id, source, event_type, severity, occurred_at, repo_id, branch, file_path, environment
FROM signals
WHERE tenant_id = @tenant_id AND subject = @subject AND occurred_at > @since
ORDER BY occurred_at DESC, signal_id
LIMIT @most;

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
