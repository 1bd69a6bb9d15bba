-- name: ReadExperiment :batchone
SELECT * FROM experiments WHERE tenant_id = @tenant_id AND experiment_id = @experiment_id;

-- name: ReadActiveExperiments :batchmany
SELECT * FROM experiments WHERE tenant_id = @tenant_id AND status = 'active' ORDER BY experiment_id;

-- name: SaveExperiment :batchone
WITH created AS (
    INSERT INTO experiments (tenant_id, experiment_id, name, status, version, body, created_at, updated_at)
    SELECT @tenant_id, @experiment_id, @name, @status, @version, @body, @created_at, @updated_at
    WHERE @version::bigint = 1
    RETURNING true
), updated AS (
    UPDATE experiments AS e
    SET name = @name, status = @status, version = @version, body = @body, updated_at = @updated_at
    WHERE e.tenant_id = @tenant_id AND e.experiment_id = @experiment_id AND e.version + 1 = @version::bigint
    RETURNING true
)
SELECT require_swap(EXISTS (SELECT FROM created) OR EXISTS (SELECT FROM updated), 'experiment') AS won;

-- name: SwapCatalogue :batchone
WITH created AS (
    INSERT INTO playbook_catalogues (tenant_id, version)
    SELECT @tenant_id, 1
    WHERE @expected::bigint = 0
    ON CONFLICT (tenant_id) DO NOTHING
    RETURNING true
), updated AS (
    UPDATE playbook_catalogues AS c
    SET version = c.version + 1
    WHERE c.tenant_id = @tenant_id AND c.version = @expected::bigint
    RETURNING true
)
SELECT require_swap(EXISTS (SELECT FROM created) OR EXISTS (SELECT FROM updated), 'catalogue') AS won;
