-- +goose Up

-- The catalogue's version (playbook_catalogues) moves with what is active here too, so
-- that the next decision sees it.
CREATE TABLE experiments (
    tenant_id     text        NOT NULL,
    experiment_id uuid        NOT NULL,
    name          text        NOT NULL,
    status        text        NOT NULL CHECK (status IN ('draft', 'active', 'inactive')),
    version       bigint      NOT NULL,
    body          text        NOT NULL,
    created_at    timestamptz NOT NULL,
    updated_at    timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, experiment_id)
);
CREATE INDEX experiments_of_status ON experiments (tenant_id, status, experiment_id);

CALL isolate_by_tenant('experiments', false);

GRANT SELECT, INSERT, UPDATE ON experiments TO mmm_api;

-- +goose Down
DROP TABLE experiments;
