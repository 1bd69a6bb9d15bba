-- +goose Up

-- Emission's span of a receipt names the actor of its decision; the worker reads no
-- more of decisions than that.
CREATE POLICY worker_all ON decisions TO mmm_worker USING (true);
GRANT SELECT (tenant_id, decision_id, actor_id) ON decisions TO mmm_worker;

-- +goose Down
REVOKE SELECT (tenant_id, decision_id, actor_id) ON decisions FROM mmm_worker;
DROP POLICY worker_all ON decisions;
