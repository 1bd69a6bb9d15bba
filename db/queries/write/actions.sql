-- name: InsertDeliveries :batchexec
-- Those of a digest are of several decisions.
INSERT INTO deliveries (tenant_id, delivery_id, decision_id, actor_id, surface, expires_at, digest_id)
SELECT @tenant_id::text, unnest(@delivery_ids::uuid[]), unnest(@decision_ids::uuid[]), @actor_id::text,
    unnest(@surfaces::text[]), unnest(@expires_at::timestamptz[]), sqlc.narg('digest_id')::uuid;

-- name: InsertOutcome :batchone
WITH taken AS (
    INSERT INTO outcomes (tenant_id, action_id, stage, outcome_id, decision_id, actor_id, result, reason,
        occurred_at, recorded_at, receipt_id)
    VALUES (@tenant_id, @action_id, @stage, @outcome_id, @decision_id, @actor_id, @result, @reason,
        @occurred_at, @recorded_at, @receipt_id)
    ON CONFLICT (tenant_id, action_id, stage) DO NOTHING
    RETURNING true
)
SELECT require_swap(EXISTS (SELECT FROM taken), 'outcome') AS won;

-- name: SaveFeedback :batchexec
-- The last verdict to commit counts: the clocks of instances may be apart.
INSERT INTO feedback (tenant_id, action_id, decision_id, playbook_id, revision, actor_id, rating, rated_at)
VALUES (@tenant_id, @action_id, @decision_id, @playbook_id, @revision, @actor_id, @rating, @rated_at)
ON CONFLICT (tenant_id, action_id) DO UPDATE
    SET actor_id = excluded.actor_id, rating = excluded.rating, rated_at = excluded.rated_at;

-- name: StopChannel :batchexec
INSERT INTO channel_stops (tenant_id, surface, receiver, stopped_at)
VALUES (@tenant_id, @surface, @receiver, @stopped_at)
ON CONFLICT (tenant_id, surface, receiver) DO UPDATE SET stopped_at = excluded.stopped_at;

-- name: RequeueReceipts :batchone
-- All of them or none: what others requeued meanwhile they answer for.
WITH requeued AS (
    UPDATE receipt_failures SET requeued_at = @requeued_at::timestamptz
    WHERE tenant_id = @tenant_id AND sequence = ANY (@sequences::bigint[]) AND requeued_at IS NULL
    RETURNING true
)
SELECT require_swap((SELECT count(*) FROM requeued) = cardinality(@sequences::bigint[]), 'refused_receipt') AS won;

-- name: ReadOutcomes :batchmany
SELECT * FROM outcomes WHERE tenant_id = @tenant_id AND action_id = @action_id ORDER BY stage;

-- name: ReadFeedback :batchmany
SELECT * FROM feedback WHERE tenant_id = @tenant_id AND action_id = @action_id;

-- name: ReadDelivery :batchone
SELECT d.body, s.stopped_at
FROM decisions AS d
LEFT JOIN channel_stops AS s ON s.tenant_id = d.tenant_id AND s.surface = @surface AND s.receiver = @receiver
WHERE d.tenant_id = @tenant_id AND d.decision_id = @decision_id;
