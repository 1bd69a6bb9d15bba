-- name: ReadApproval :batchmany
SELECT * FROM approvals WHERE tenant_id = @tenant_id AND action_id = @action_id;

-- name: SaveApprovalStep :batchone
-- The first step makes the row, the second one completes it.
WITH first AS (
    INSERT INTO approvals (tenant_id, action_id, decision_id, version, actor_id, actor_verdict, actor_reason, actor_at,
        actor_receipt_id)
    SELECT @tenant_id::text, @action_id::uuid, @decision_id::uuid, 1, @person_id::text, @verdict::text, @reason::text,
        @at::timestamptz, @receipt_id::uuid
    WHERE @version::bigint = 1
    ON CONFLICT (tenant_id, action_id) DO NOTHING
    RETURNING true
), second AS (
    UPDATE approvals AS a
    SET version = 2, approver_id = @person_id::text, approver_verdict = @verdict::text, approver_reason = @reason::text,
        approver_at = @at::timestamptz, approver_receipt_id = @receipt_id::uuid
    WHERE a.tenant_id = @tenant_id::text AND a.action_id = @action_id::uuid AND a.version = 1 AND @version::bigint = 2
    RETURNING true
)
SELECT require_swap(EXISTS (SELECT FROM first) OR EXISTS (SELECT FROM second), 'approval') AS won;
