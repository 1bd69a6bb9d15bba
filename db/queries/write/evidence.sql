-- name: ClaimActorRefs :batchone
WITH claimed AS (
    INSERT INTO actor_refs (tenant_id, actor_id, actor_ref, created_at)
    SELECT unnest(@tenant_ids::text[]), unnest(@actor_ids::text[]), unnest(@actor_refs::uuid[]), unnest(@created_ats::timestamptz[])
    ON CONFLICT (tenant_id, actor_id) DO NOTHING
    RETURNING true
)
SELECT require_swap((SELECT count(*) FROM claimed) = cardinality(@actor_ids::text[]), 'actor_ref') AS won;

-- name: ReadActorRef :batchone
SELECT r.actor_ref, coalesce(p.body, '')::text AS policy
FROM (SELECT @tenant_id::text AS tenant_id) AS t
LEFT JOIN actor_refs AS r ON r.tenant_id = t.tenant_id AND r.actor_id = @actor_id::text
LEFT JOIN tenant_policies AS p ON p.tenant_id = t.tenant_id;

-- name: InsertReceipts :batchexec
-- A receipt whose trace is not recorded has an empty one in its place.
INSERT INTO receipts (tenant_id, receipt_id, created_at, body, traceparent)
SELECT unnest(@tenant_ids::text[]), unnest(@receipt_ids::uuid[]), unnest(@created_ats::timestamptz[]), unnest(@bodies::text[]),
    nullif(unnest(@traceparents::text[]), '');

-- name: InsertEvents :batchexec
-- An event without a receipt has the zero id in its place.
INSERT INTO events (tenant_id, event_id, name, occurred_at, receipt_id, body)
SELECT unnest(@tenant_ids::text[]), unnest(@event_ids::uuid[]), unnest(@names::text[]), unnest(@occurred_ats::timestamptz[]),
    nullif(unnest(@receipt_ids::uuid[]), '00000000-0000-0000-0000-000000000000'::uuid), unnest(@bodies::text[]);

-- name: InsertAuditEntry :batchexec
INSERT INTO audit_entries (tenant_id, at, admin_id, action, resource, before, after, trace_id)
VALUES (@tenant_id, @at, @admin_id, @action, @resource, @before, @after, @trace_id);
