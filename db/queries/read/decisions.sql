-- name: ListDecisionPlaces :many
-- This list and the next three are queries of their own, so that each goes by the index
-- that begins with what it is filtered by. What that index does not tell is answered
-- with each row, so that a page looks at no more than so many rows whatever it finds.
SELECT d.decision_id,
    ((@surface::text = '' OR d.surface = @surface::text) AND (@undegraded::boolean = false OR NOT d.degraded))::boolean AS matches
FROM decisions AS d
WHERE d.tenant_id = @tenant_id AND d.decision_id < @before AND d.decision_id >= @since
ORDER BY d.decision_id DESC
LIMIT @most;

-- name: ListDegradedDecisionPlaces :many
SELECT d.decision_id, (@surface::text = '' OR d.surface = @surface::text)::boolean AS matches
FROM decisions AS d
WHERE d.tenant_id = @tenant_id AND d.degraded AND d.decision_id < @before AND d.decision_id >= @since
ORDER BY d.decision_id DESC
LIMIT @most;

-- name: ListDecisionPlacesOfActor :many
-- The actor is between two bounds that are the same: an equal one would be no part of the
-- order, and another index could serve in place of its own.
SELECT d.decision_id,
    ((@surface::text = '' OR d.surface = @surface::text) AND (@undegraded::boolean = false OR NOT d.degraded)
        AND (@degraded::boolean = false OR d.degraded))::boolean AS matches
FROM decisions AS d
WHERE d.tenant_id = @tenant_id AND d.actor_id <> ''
    AND (d.actor_id, d.decision_id) < (@actor_id::text, @before::uuid)
    AND (d.actor_id, d.decision_id) >= (@actor_id::text, @since::uuid)
ORDER BY d.actor_id DESC, d.decision_id DESC
LIMIT @most;

-- name: ListDecisionPlacesOfPlaybook :many
-- One that retention or a crash took away meanwhile is no decision any more.
SELECT p.decision_id,
    coalesce((@surface::text = '' OR d.surface = @surface::text) AND (@actor_id::text = '' OR d.actor_id = @actor_id::text)
        AND (@undegraded::boolean = false OR NOT d.degraded) AND (@degraded::boolean = false OR d.degraded), false)::boolean AS matches
FROM (
    SELECT f.decision_id FROM playbook_decisions AS f
    WHERE f.tenant_id = @tenant_id AND f.playbook_id = @playbook_id AND f.decision_id < @before AND f.decision_id >= @since
    ORDER BY f.decision_id DESC
    LIMIT @most
) AS p
LEFT JOIN LATERAL (
    SELECT * FROM decisions WHERE decisions.tenant_id = @tenant_id AND decisions.decision_id = p.decision_id LIMIT 1
) AS d ON true
ORDER BY p.decision_id DESC;

-- name: ReadDecisions :many
-- The limit keeps each row a look-up of its own, as in ReadReceiptBodies.
SELECT d.decision_id, d.receipt_id, d.body
FROM (SELECT unnest(@decision_ids::uuid[]) AS decision_id) AS i
CROSS JOIN LATERAL (
    SELECT * FROM decisions WHERE decisions.tenant_id = @tenant_id AND decisions.decision_id = i.decision_id LIMIT 1
) AS d;
