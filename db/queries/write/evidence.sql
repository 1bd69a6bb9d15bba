-- name: ClaimActorRef :batchone
WITH claimed AS (
    INSERT INTO actor_refs (tenant_id, actor_id, actor_ref, created_at)
    VALUES (@tenant_id, @actor_id, @actor_ref, @created_at)
    ON CONFLICT (tenant_id, actor_id) DO NOTHING
    RETURNING true
)
SELECT require_swap(EXISTS (SELECT FROM claimed), 'actor_ref') AS won;

-- name: ReadActorRef :batchone
SELECT r.actor_ref, coalesce(p.body, '')::text AS policy
FROM (SELECT @tenant_id::text AS tenant_id) AS t
LEFT JOIN actor_refs AS r ON r.tenant_id = t.tenant_id AND r.actor_id = @actor_id::text
LEFT JOIN tenant_policies AS p ON p.tenant_id = t.tenant_id;

-- name: InsertReceipt :batchexec
INSERT INTO receipts (tenant_id, receipt_id, created_at, body, traceparent)
VALUES (@tenant_id, @receipt_id, @created_at, @body, @traceparent);

-- name: InsertEvent :batchexec
INSERT INTO events (tenant_id, event_id, name, occurred_at, receipt_id, body)
VALUES (@tenant_id, @event_id, @name, @occurred_at, @receipt_id, @body);

-- name: InsertAuditEntry :batchexec
INSERT INTO audit_entries (tenant_id, at, admin_id, action, resource, before, after, trace_id)
VALUES (@tenant_id, @at, @admin_id, @action, @resource, @before, @after, @trace_id);
