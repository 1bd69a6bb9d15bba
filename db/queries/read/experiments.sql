-- name: ViewExperiment :one
SELECT * FROM experiments WHERE tenant_id = @tenant_id AND experiment_id = @experiment_id;

-- name: ListExperiments :many
SELECT * FROM experiments
WHERE tenant_id = @tenant_id AND experiment_id > @after
ORDER BY experiment_id
LIMIT @most;

-- name: ListExperimentsOfStatus :many
SELECT * FROM experiments
WHERE tenant_id = @tenant_id AND status = @status AND experiment_id > @after
ORDER BY experiment_id
LIMIT @most;
