-- name: InsertSignal :batchexec
-- An id is taken for a while; after that it may come again as another signal. One
-- that came with a request may still be accepted.
INSERT INTO signals AS s (tenant_id, signal_id, subject, actor_id, actor_type, source, event_type, severity,
    occurred_at, received_at, repo_id, branch, file_path, environment, attributes, accepted)
VALUES (@tenant_id, @signal_id, @subject, @actor_id, @actor_type, @source, @event_type, @severity,
    @occurred_at, @received_at, @repo_id, @branch, @file_path, @environment, @attributes, @accepted)
ON CONFLICT (tenant_id, subject, signal_id) DO UPDATE
    SET actor_id = excluded.actor_id, actor_type = excluded.actor_type,
        source = excluded.source, event_type = excluded.event_type, severity = excluded.severity,
        occurred_at = excluded.occurred_at, received_at = excluded.received_at, repo_id = excluded.repo_id,
        branch = excluded.branch, file_path = excluded.file_path, environment = excluded.environment,
        attributes = excluded.attributes, accepted = excluded.accepted
    WHERE s.received_at <= @expired_at::timestamptz OR (excluded.accepted AND NOT s.accepted);

-- name: ReadSignal :batchone
SELECT * FROM signals
WHERE tenant_id = @tenant_id AND signal_id = @signal_id AND accepted
ORDER BY received_at DESC
LIMIT 1;

-- name: KnownSignals :batchmany
SELECT signal_id FROM signals
WHERE tenant_id = @tenant_id AND signal_id = ANY (@signal_ids::text[]) AND accepted AND received_at > @since;
