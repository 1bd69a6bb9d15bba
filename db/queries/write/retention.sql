-- name: ListRetainedTenants :many
-- Every tenant that ever had a receipt, with its policy, empty for the default one.
SELECT h.tenant_id, coalesce(p.body, '')::text AS policy
FROM chain_heads AS h
LEFT JOIN tenant_policies AS p ON p.tenant_id = h.tenant_id
WHERE h.tenant_id > @after::text
ORDER BY h.tenant_id
LIMIT @most;

-- name: ReadRetainedPolicy :one
SELECT coalesce((SELECT p.body FROM tenant_policies AS p WHERE p.tenant_id = @tenant_id), '')::text AS policy;

-- name: MoveFloors :exec
-- They never go back: what is gone is gone.
INSERT INTO retention_floors AS f (tenant_id, decisions_floor, outcomes_floor)
VALUES (@tenant_id, @decisions_floor, @outcomes_floor)
ON CONFLICT (tenant_id) DO UPDATE
    SET decisions_floor = greatest(f.decisions_floor, excluded.decisions_floor),
        outcomes_floor = greatest(f.outcomes_floor, excluded.outcomes_floor);

-- name: ReadSwept :one
SELECT coalesce(decisions_swept, to_timestamp(0))::timestamptz AS decisions_swept,
    coalesce(outcomes_swept, to_timestamp(0))::timestamptz AS outcomes_swept
FROM retention_floors WHERE tenant_id = @tenant_id;

-- name: ReadExpiredEvents :many
-- Those of a period, in order, and whether the receipt may go: it has its place in the
-- chain, and where there is an evidence service, that has it.
SELECT e.event_id, e.receipt_id, (e.receipt_id IS NULL OR EXISTS (
        SELECT FROM receipt_chain AS c
        WHERE c.tenant_id = e.tenant_id AND c.receipt_id = e.receipt_id
            AND (NOT @sent::boolean OR c.sequence <= (SELECT h.emitted FROM chain_heads AS h WHERE h.tenant_id = @tenant_id))
            AND NOT EXISTS (SELECT FROM receipt_failures AS f
                WHERE f.tenant_id = c.tenant_id AND f.sequence = c.sequence AND f.requeued_at IS NOT NULL AND f.settled_at IS NULL)
    ))::boolean AS free
FROM events AS e
WHERE e.tenant_id = @tenant_id AND e.event_id > @after AND e.event_id < uuid_floor(@before::timestamptz)
    AND e.name ~ @names::text
ORDER BY e.event_id
LIMIT @most;

-- name: DeleteEvents :batchexec
DELETE FROM events WHERE tenant_id = @tenant_id AND event_id = ANY (@event_ids::uuid[]);

-- name: DeleteReceipts :batchexec
DELETE FROM receipts WHERE tenant_id = @tenant_id AND receipt_id = ANY (@receipt_ids::uuid[]);

-- name: SweptDecisions :exec
UPDATE retention_floors SET decisions_swept = @swept::timestamptz WHERE tenant_id = @tenant_id;

-- name: SweptOutcomes :exec
UPDATE retention_floors SET outcomes_swept = @swept::timestamptz WHERE tenant_id = @tenant_id;

-- name: ExpireDecisions :execrows
-- Here and below: ids go by time, so the oldest are the first of their tenant's.
DELETE FROM decisions AS d WHERE d.tenant_id = @tenant_id AND d.decision_id IN (
    SELECT s.decision_id FROM decisions AS s
    WHERE s.tenant_id = @tenant_id AND s.decision_id < uuid_floor(@before::timestamptz) ORDER BY s.decision_id LIMIT @most);

-- name: ExpireDeliveries :execrows
DELETE FROM deliveries AS d WHERE d.tenant_id = @tenant_id AND d.delivery_id IN (
    SELECT s.delivery_id FROM deliveries AS s
    WHERE s.tenant_id = @tenant_id AND s.delivery_id < uuid_floor(@before::timestamptz) ORDER BY s.delivery_id LIMIT @most);

-- name: ExpireDeferrals :execrows
DELETE FROM deferrals AS d WHERE d.tenant_id = @tenant_id AND d.delivery_id IN (
    SELECT s.delivery_id FROM deferrals AS s
    WHERE s.tenant_id = @tenant_id AND s.delivery_id < uuid_floor(@before::timestamptz) ORDER BY s.delivery_id LIMIT @most);

-- name: ExpireDigests :execrows
DELETE FROM digests AS d WHERE d.tenant_id = @tenant_id AND d.digest_id IN (
    SELECT s.digest_id FROM digests AS s
    WHERE s.tenant_id = @tenant_id AND s.digest_id < uuid_floor(@before::timestamptz) ORDER BY s.digest_id LIMIT @most);

-- name: ExpireApprovals :execrows
DELETE FROM approvals AS d WHERE d.tenant_id = @tenant_id AND d.action_id IN (
    SELECT s.action_id FROM approvals AS s
    WHERE s.tenant_id = @tenant_id AND s.action_id < uuid_floor(@before::timestamptz) ORDER BY s.action_id LIMIT @most);

-- name: ExpirePlaybookDecisions :execrows
-- From playbook to playbook by the index.
WITH RECURSIVE playbooks AS (
    (SELECT d.playbook_id FROM playbook_decisions AS d WHERE d.tenant_id = @tenant_id ORDER BY d.playbook_id LIMIT 1)
    UNION ALL
    SELECT (SELECT d.playbook_id FROM playbook_decisions AS d
        WHERE d.tenant_id = @tenant_id AND d.playbook_id > p.playbook_id ORDER BY d.playbook_id LIMIT 1)
    FROM playbooks AS p WHERE p.playbook_id IS NOT NULL
), old AS (
    SELECT s.playbook_id, s.decision_id FROM playbooks AS p CROSS JOIN LATERAL (
        SELECT d.playbook_id, d.decision_id FROM playbook_decisions AS d
        WHERE d.tenant_id = @tenant_id AND d.playbook_id = p.playbook_id AND d.decision_id < uuid_floor(@before::timestamptz)
        ORDER BY d.decision_id LIMIT @most
    ) AS s LIMIT @most
)
DELETE FROM playbook_decisions AS d USING old
WHERE d.tenant_id = @tenant_id AND d.playbook_id = old.playbook_id AND d.decision_id = old.decision_id;

-- name: ExpireOutcomes :execrows
-- Here and below: none is older than its action.
DELETE FROM outcomes AS o USING (
    SELECT s.action_id, s.stage FROM outcomes AS s
    WHERE s.tenant_id = @tenant_id AND s.action_id < uuid_floor(@before::timestamptz) AND s.recorded_at < @before::timestamptz
    ORDER BY s.action_id LIMIT @most
) AS old
WHERE o.tenant_id = @tenant_id AND o.action_id = old.action_id AND o.stage = old.stage;

-- name: ExpireFeedback :execrows
DELETE FROM feedback AS d WHERE d.tenant_id = @tenant_id AND d.action_id IN (
    SELECT s.action_id FROM feedback AS s
    WHERE s.tenant_id = @tenant_id AND s.action_id < uuid_floor(@before::timestamptz) AND s.rated_at < @before::timestamptz
    ORDER BY s.action_id LIMIT @most);

-- name: ExpireKeys :execrows
-- Here and below: of all tenants but those under legal hold.
DELETE FROM idempotency AS d USING (
    SELECT s.tenant_id, s.operation, s.caller, s.key FROM idempotency AS s WHERE s.created_at < @before AND s.tenant_id <> ALL (@held::text[]) LIMIT @most
) AS old
WHERE d.tenant_id = old.tenant_id AND d.operation = old.operation AND d.caller = old.caller AND d.key = old.key;

-- name: ExpireReplays :execrows
DELETE FROM replays AS d USING (
    SELECT s.tenant_id, s.operation, s.caller, s.key FROM replays AS s WHERE s.created_at < @before AND s.tenant_id <> ALL (@held::text[]) LIMIT @most
) AS old
WHERE d.tenant_id = old.tenant_id AND d.operation = old.operation AND d.caller = old.caller AND d.key = old.key;

-- name: ExpireSignalDecisions :execrows
DELETE FROM signal_decisions AS d USING (
    SELECT s.tenant_id, s.subject, s.surface, s.signal_id FROM signal_decisions AS s WHERE s.decided_at < @before AND s.tenant_id <> ALL (@held::text[]) LIMIT @most
) AS old
WHERE d.tenant_id = old.tenant_id AND d.subject = old.subject AND d.surface = old.surface AND d.signal_id = old.signal_id;

-- name: ExpireSignals :execrows
-- Those that were accepted may still wait for their job.
DELETE FROM signals AS d USING (
    SELECT s.tenant_id, s.subject, s.signal_id FROM signals AS s
    WHERE s.received_at < @before AND (NOT s.accepted OR s.received_at < @accepted_before) AND s.tenant_id <> ALL (@held::text[]) LIMIT @most
) AS old
WHERE d.tenant_id = old.tenant_id AND d.subject = old.subject AND d.signal_id = old.signal_id;

-- name: ExpireWindows :execrows
DELETE FROM fatigue_windows AS d USING (
    SELECT s.tenant_id, s.subject, s.playbook_id FROM fatigue_windows AS s WHERE s.updated_at < @before AND s.tenant_id <> ALL (@held::text[]) LIMIT @most
) AS old
WHERE d.tenant_id = old.tenant_id AND d.subject = old.subject AND d.playbook_id = old.playbook_id;

-- name: ExpireStops :execrows
DELETE FROM channel_stops AS d USING (
    SELECT s.tenant_id, s.surface, s.receiver FROM channel_stops AS s WHERE s.stopped_at < @before AND s.tenant_id <> ALL (@held::text[]) LIMIT @most
) AS old
WHERE d.tenant_id = old.tenant_id AND d.surface = old.surface AND d.receiver = old.receiver;

-- name: DropPartitions :one
SELECT drop_partitions((@parent::text)::regclass, @before, @expired::text[])::integer AS dropped;
