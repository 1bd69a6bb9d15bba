-- name: RefuseErased :batchone
-- Fails the transaction when an actor whom it names is being erased. It looks after the
-- transaction has its number: who does not see the erasure has one below what that waits for.
SELECT require_swap(NOT EXISTS (
    SELECT FROM (SELECT unnest(@tenant_ids::text[]) AS tenant_id, unnest(@actor_ids::text[]) AS actor_id) AS q
    CROSS JOIN LATERAL (
        SELECT FROM erasures AS e WHERE e.tenant_id = q.tenant_id AND e.actor_id = q.actor_id LIMIT 1
    ) AS pending
), 'erased_actor') AS won;

-- name: RequestErasure :batchone
WITH asked AS (
    INSERT INTO erasures (tenant_id, erasure_id, actor_id, alias, state, reason, requested_by, admin_type, requested_at)
    VALUES (@tenant_id, @erasure_id, @actor_id, @alias, 'pending', @reason, @requested_by, @admin_type, @requested_at)
    ON CONFLICT (tenant_id, actor_id) WHERE actor_id IS NOT NULL DO NOTHING
    RETURNING true
)
SELECT require_swap(EXISTS (SELECT FROM asked), 'erasure') AS won;

-- name: EndErasure :batchone
WITH ended AS (
    UPDATE erasures SET actor_id = NULL, state = @state, reason = @reason, ended_at = @ended_at
    WHERE tenant_id = @tenant_id AND erasure_id = @erasure_id AND state = 'pending'
    RETURNING true
)
SELECT require_swap(EXISTS (SELECT FROM ended), 'erasure') AS won;

-- name: ReadErasure :batchone
SELECT erasure_id, coalesce(actor_id, '')::text AS actor_id, alias, state, reason, requested_by, admin_type, requested_at, ended_at, removed
FROM erasures WHERE tenant_id = @tenant_id AND erasure_id = @erasure_id;

-- name: ReadPendingErasure :batchone
SELECT erasure_id FROM erasures WHERE tenant_id = @tenant_id AND actor_id = @actor_id::text;

-- name: CountErased :exec
UPDATE erasures SET removed = removed || jsonb_build_object(@part::text, coalesce((removed ->> @part::text)::bigint, 0) + @more::bigint)
WHERE tenant_id = @tenant_id AND erasure_id = @erasure_id;

-- name: SettleErasure :one
-- Since when nothing more was found, and whether all that could still write then has ended.
UPDATE erasures AS e
SET swept_at = CASE WHEN @anew::boolean THEN @at ELSE coalesce(e.swept_at, @at) END,
    swept_xid = CASE WHEN @anew::boolean THEN pg_snapshot_xmax(pg_current_snapshot())::text::bigint
        ELSE coalesce(e.swept_xid, pg_snapshot_xmax(pg_current_snapshot())::text::bigint) END
WHERE e.tenant_id = @tenant_id AND e.erasure_id = @erasure_id
RETURNING e.swept_at::timestamptz AS since,
    (pg_snapshot_xmin(pg_current_snapshot())::text::bigint >= e.swept_xid)::boolean AS drained;

-- name: ListNamedSignals :many
-- Those whose id holds the actor's.
SELECT s.signal_id FROM signals AS s
WHERE s.tenant_id = @tenant_id AND s.subject = 'actor:' || @actor_id::text AND strpos(s.signal_id, @actor_id::text) > 0;

-- name: EraseSignals :execrows
DELETE FROM signals AS d USING (
    SELECT s.signal_id FROM signals AS s WHERE s.tenant_id = @tenant_id AND s.subject = 'actor:' || @actor_id::text LIMIT @most
) AS gone WHERE d.tenant_id = @tenant_id AND d.subject = 'actor:' || @actor_id::text AND d.signal_id = gone.signal_id;

-- name: EraseSignalDecisions :execrows
DELETE FROM signal_decisions AS d USING (
    SELECT s.surface, s.signal_id FROM signal_decisions AS s
    WHERE s.tenant_id = @tenant_id AND s.subject = 'actor:' || @actor_id::text LIMIT @most
) AS gone
WHERE d.tenant_id = @tenant_id AND d.subject = 'actor:' || @actor_id::text AND d.surface = gone.surface AND d.signal_id = gone.signal_id;

-- name: EraseDeliveries :execrows
-- Here and below: the job of one that is gone finds nothing to do.
DELETE FROM deliveries AS d USING (
    SELECT s.delivery_id FROM deliveries AS s WHERE s.tenant_id = @tenant_id AND s.actor_id = @actor_id LIMIT @most
) AS gone WHERE d.tenant_id = @tenant_id AND d.delivery_id = gone.delivery_id;

-- name: EraseDeferrals :execrows
DELETE FROM deferrals AS d USING (
    SELECT s.delivery_id FROM deferrals AS s WHERE s.tenant_id = @tenant_id AND s.actor_id = @actor_id AND s.actor_id <> '' LIMIT @most
) AS gone WHERE d.tenant_id = @tenant_id AND d.delivery_id = gone.delivery_id;

-- name: EraseDigests :execrows
DELETE FROM digests AS d USING (
    SELECT s.digest_id FROM digests AS s WHERE s.tenant_id = @tenant_id AND s.actor_id = @actor_id AND s.actor_id <> '' LIMIT @most
) AS gone WHERE d.tenant_id = @tenant_id AND d.digest_id = gone.digest_id;

-- name: ErasePreferences :execrows
DELETE FROM actor_preferences WHERE tenant_id = @tenant_id AND actor_id = @actor_id;

-- name: EraseWindows :execrows
DELETE FROM fatigue_windows WHERE tenant_id = @tenant_id AND subject = 'actor:' || @actor_id::text;

-- name: EraseActorRef :execrows
DELETE FROM actor_refs WHERE tenant_id = @tenant_id AND actor_id = @actor_id;

-- name: EraseKeys :execrows
-- The actor's own, from operation to operation by the index.
WITH RECURSIVE operations AS (
    (SELECT i.operation FROM idempotency AS i WHERE i.tenant_id = @tenant_id ORDER BY i.operation LIMIT 1)
    UNION ALL
    SELECT (SELECT i.operation FROM idempotency AS i WHERE i.tenant_id = @tenant_id AND i.operation > o.operation ORDER BY i.operation LIMIT 1)
    FROM operations AS o WHERE o.operation IS NOT NULL
), own AS (
    SELECT k.operation, k.key FROM operations AS o CROSS JOIN LATERAL (
        SELECT i.operation, i.key FROM idempotency AS i
        WHERE i.tenant_id = @tenant_id AND i.operation = o.operation AND i.caller = @actor_id LIMIT @most
    ) AS k LIMIT @most
)
DELETE FROM idempotency AS d USING own
WHERE d.tenant_id = @tenant_id AND d.operation = own.operation AND d.caller = @actor_id AND d.key = own.key;

-- name: EraseKeysOfDecisions :execrows
-- Others' keys, which were taken when the decisions were made.
DELETE FROM idempotency AS d
WHERE d.tenant_id = @tenant_id AND d.created_at = ANY (@created_ats::timestamptz[]) AND d.decision_id = ANY (@decision_ids::uuid[]);

-- name: EraseReplays :execrows
-- The actor's own, from operation to operation by the index.
WITH RECURSIVE operations AS (
    (SELECT i.operation FROM replays AS i WHERE i.tenant_id = @tenant_id ORDER BY i.operation LIMIT 1)
    UNION ALL
    SELECT (SELECT i.operation FROM replays AS i WHERE i.tenant_id = @tenant_id AND i.operation > o.operation ORDER BY i.operation LIMIT 1)
    FROM operations AS o WHERE o.operation IS NOT NULL
), own AS (
    SELECT k.operation, k.key FROM operations AS o CROSS JOIN LATERAL (
        SELECT i.operation, i.key FROM replays AS i
        WHERE i.tenant_id = @tenant_id AND i.operation = o.operation AND i.caller = @actor_id LIMIT @most
    ) AS k LIMIT @most
)
DELETE FROM replays AS d USING own
WHERE d.tenant_id = @tenant_id AND d.operation = own.operation AND d.caller = @actor_id AND d.key = own.key;

-- name: ListNamingReplays :many
-- What others were answered, and may name the actor.
SELECT r.operation, r.caller, r.key, r.answer FROM replays AS r
WHERE r.tenant_id = @tenant_id AND (r.operation, r.caller, r.key) > (@operation::text, @caller::text, @key::text)
    AND (strpos(r.answer, @actor_id::text) > 0 OR strpos(r.answer, @quoted::text) > 0 OR strpos(r.key, @actor_id::text) > 0)
ORDER BY r.operation, r.caller, r.key LIMIT @most;

-- name: EraseReplay :execrows
DELETE FROM replays WHERE tenant_id = @tenant_id AND operation = @operation AND caller = @caller AND key = @key;

-- name: EraseOutcomes :execrows
-- Their words go with them.
UPDATE outcomes AS d SET actor_id = @alias, reason = ''
FROM (SELECT s.action_id, s.stage FROM outcomes AS s WHERE s.tenant_id = @tenant_id AND s.actor_id = @actor_id LIMIT @most) AS gone
WHERE d.tenant_id = @tenant_id AND d.action_id = gone.action_id AND d.stage = gone.stage;

-- name: EraseFeedback :execrows
UPDATE feedback AS d SET actor_id = @alias
FROM (SELECT s.action_id FROM feedback AS s WHERE s.tenant_id = @tenant_id AND s.actor_id = @actor_id LIMIT @most) AS gone
WHERE d.tenant_id = @tenant_id AND d.action_id = gone.action_id;

-- name: EraseApprovals :execrows
UPDATE approvals AS d SET actor_id = @alias, actor_reason = ''
FROM (SELECT s.action_id FROM approvals AS s WHERE s.tenant_id = @tenant_id AND s.actor_id = @actor_id LIMIT @most) AS gone
WHERE d.tenant_id = @tenant_id AND d.action_id = gone.action_id;

-- name: EraseApprovers :execrows
UPDATE approvals AS d SET approver_id = @alias, approver_reason = ''
FROM (SELECT s.action_id FROM approvals AS s WHERE s.tenant_id = @tenant_id AND s.approver_id = @actor_id::text LIMIT @most) AS gone
WHERE d.tenant_id = @tenant_id AND d.action_id = gone.action_id;

-- name: ListNamingAudit :many
-- What admins did with the actor, or the actor as one.
SELECT a.entry_id, a.admin_id, a.resource, a.before, a.after FROM audit_entries AS a
WHERE a.tenant_id = @tenant_id AND a.entry_id > @after_entry
    AND (a.admin_id = @actor_id::text OR strpos(concat(a.resource, ' ', a.before, ' ', a.after), @actor_id::text) > 0
        OR strpos(concat(a.before, ' ', a.after), @quoted::text) > 0)
ORDER BY a.entry_id LIMIT @most;

-- name: EraseAudit :exec
UPDATE audit_entries SET admin_id = @admin_id, resource = @resource, before = @before, after = @after
WHERE tenant_id = @tenant_id AND entry_id = @entry_id;

-- name: ListDecisionsOf :many
SELECT d.decision_id, d.created_at, d.body FROM decisions AS d
WHERE d.tenant_id = @tenant_id AND d.actor_id = @actor_id AND d.actor_id <> '' ORDER BY d.decision_id LIMIT @most;

-- name: EraseDecisions :execrows
UPDATE decisions AS d SET actor_id = @alias, body = a.body
FROM (SELECT unnest(@decision_ids::uuid[]) AS decision_id, unnest(@bodies::text[]) AS body) AS a
WHERE d.tenant_id = @tenant_id AND d.decision_id = a.decision_id;

-- name: ListWordsOnOutcomes :many
-- What others said of what became of the actor's actions, which are branches of decisions.
SELECT o.action_id, o.stage, o.reason FROM outcomes AS o
WHERE o.tenant_id = @tenant_id AND o.action_id = ANY (@action_ids::uuid[]) AND strpos(o.reason, @actor_id::text) > 0;

-- name: EraseWordsOnOutcome :exec
UPDATE outcomes SET reason = @reason WHERE tenant_id = @tenant_id AND action_id = @action_id AND stage = @stage;

-- name: ListWordsOnApprovals :many
SELECT a.action_id, a.actor_reason, coalesce(a.approver_reason, '')::text AS approver_reason FROM approvals AS a
WHERE a.tenant_id = @tenant_id AND a.action_id = ANY (@action_ids::uuid[])
    AND strpos(concat(a.actor_reason, ' ', a.approver_reason), @actor_id::text) > 0;

-- name: EraseWordsOnApproval :exec
UPDATE approvals SET actor_reason = @actor_reason, approver_reason = CASE WHEN approver_id IS NULL THEN NULL ELSE @approver_reason::text END
WHERE tenant_id = @tenant_id AND action_id = @action_id;
