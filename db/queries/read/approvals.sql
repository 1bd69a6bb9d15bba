-- name: ViewDecisionBody :one
SELECT body FROM decisions WHERE tenant_id = @tenant_id AND decision_id = @decision_id;

-- name: ViewApproval :many
-- No row or one.
SELECT * FROM approvals WHERE tenant_id = @tenant_id AND action_id = @action_id;
