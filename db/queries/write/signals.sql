-- name: InsertSignals :batchexec
-- An id is taken for a while; after that it may come again as another signal. One
-- that came with a request may still be accepted.
INSERT INTO signals AS s (tenant_id, signal_id, subject, actor_id, actor_type, source, event_type, severity,
    occurred_at, received_at, repo_id, branch, file_path, environment, attributes, accepted)
SELECT unnest(@tenant_ids::text[]), unnest(@signal_ids::text[]), unnest(@subjects::text[]), unnest(@actor_ids::text[]),
    unnest(@actor_types::text[]), unnest(@sources::text[]), unnest(@event_types::text[]), unnest(@severities::smallint[]),
    unnest(@occurred_ats::timestamptz[]), unnest(@received_ats::timestamptz[]), unnest(@repo_ids::text[]),
    unnest(@branches::text[]), unnest(@file_paths::text[]), unnest(@environments::text[]), unnest(@attributes::text[]),
    unnest(@accepted::boolean[])
ON CONFLICT (tenant_id, subject, signal_id) DO UPDATE
    SET actor_id = excluded.actor_id, actor_type = excluded.actor_type,
        source = excluded.source, event_type = excluded.event_type, severity = excluded.severity,
        occurred_at = excluded.occurred_at, received_at = excluded.received_at, repo_id = excluded.repo_id,
        branch = excluded.branch, file_path = excluded.file_path, environment = excluded.environment,
        attributes = excluded.attributes, accepted = excluded.accepted
    WHERE s.received_at <= excluded.received_at - @life::interval OR (excluded.accepted AND NOT s.accepted);

-- name: ReadSignal :batchone
SELECT * FROM signals
WHERE tenant_id = @tenant_id AND signal_id = @signal_id AND accepted
ORDER BY received_at DESC
LIMIT 1;

-- name: KnownSignals :batchmany
SELECT signal_id FROM signals
WHERE tenant_id = @tenant_id AND signal_id = ANY (@signal_ids::text[]) AND accepted AND received_at > @since;
