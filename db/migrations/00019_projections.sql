-- +goose Up

-- Which generation of its rows each projection is read by. A rebuild fills the next one
-- beside it and then moves this number. It holds no tenant's data.
CREATE TABLE projections (
    name       text    NOT NULL PRIMARY KEY,
    generation integer NOT NULL DEFAULT 1,
    -- the highest number that was ever given out, so that none is given twice
    newest     integer NOT NULL DEFAULT 1,
    -- the generation that a rebuild fills; null while there is none
    building   integer CHECK (building > generation AND building <= newest)
);
INSERT INTO projections (name) VALUES ('tenant_stats'), ('playbook_stats'), ('experiment_stats');

-- Up to where (midnight UTC) retention took a tenant's events, by the period that they
-- fall under. What was counted of them outlives them, and a rebuild leaves it as it is.
CREATE TABLE retention_floors (
    tenant_id       text        NOT NULL PRIMARY KEY,
    decisions_floor timestamptz NOT NULL,
    outcomes_floor  timestamptz NOT NULL
);

-- The five smallest of both, each once: whatever the order in which sets come together,
-- what becomes of them is the same. Five tell that a group is large enough to be shown.
-- +goose StatementBegin
CREATE FUNCTION merge_actors(a uuid[], b uuid[]) RETURNS uuid[]
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
AS $$ SELECT ARRAY(SELECT DISTINCT u FROM unnest(a || b) AS u ORDER BY u LIMIT 5) $$;
-- +goose StatementEnd

-- Counts of what was committed, by hour and by day (UTC). Fields that a measure does
-- not tell apart are empty. Rows are updated in their page: no index has what changes.
CREATE TABLE tenant_stats_hourly (
    tenant_id   text        NOT NULL,
    generation  integer     NOT NULL,
    measure     text        NOT NULL CHECK (measure IN ('decisions', 'actions', 'outcomes')),
    bucket      timestamptz NOT NULL,
    surface     text        NOT NULL,
    action_type text        NOT NULL,
    result      text        NOT NULL,
    count       bigint      NOT NULL,
    -- references of at most five of the actors that were counted
    actors      uuid[]      NOT NULL,
    PRIMARY KEY (tenant_id, generation, measure, bucket, surface, action_type, result)
) WITH (fillfactor = 70);
CREATE TABLE tenant_stats_daily (LIKE tenant_stats_hourly INCLUDING ALL) WITH (fillfactor = 70);

CREATE TABLE playbook_stats_hourly (
    tenant_id   text        NOT NULL,
    generation  integer     NOT NULL,
    playbook_id uuid        NOT NULL,
    measure     text        NOT NULL CHECK (measure IN ('actions', 'outcomes')),
    bucket      timestamptz NOT NULL,
    surface     text        NOT NULL,
    action_type text        NOT NULL,
    result      text        NOT NULL,
    count       bigint      NOT NULL,
    actors      uuid[]      NOT NULL,
    PRIMARY KEY (tenant_id, generation, playbook_id, measure, bucket, surface, action_type, result)
) WITH (fillfactor = 70);
CREATE INDEX ON playbook_stats_hourly (tenant_id, generation, measure, bucket);
CREATE TABLE playbook_stats_daily (LIKE playbook_stats_hourly INCLUDING ALL) WITH (fillfactor = 70);

CREATE TABLE experiment_stats (
    tenant_id     text        NOT NULL,
    generation    integer     NOT NULL,
    experiment_id uuid        NOT NULL,
    variant       text        NOT NULL,
    -- a day (UTC), so that what was counted before the oldest event outlives a rebuild
    bucket        timestamptz NOT NULL,
    exposures     bigint      NOT NULL,
    accepted      bigint      NOT NULL,
    dismissed     bigint      NOT NULL,
    -- those who were not counted for the variant on an earlier day
    actors        bigint      NOT NULL,
    PRIMARY KEY (tenant_id, generation, experiment_id, variant, bucket)
) WITH (fillfactor = 70);

-- Who was counted for a variant, by reference, so that nobody is twice.
CREATE TABLE experiment_actors (
    tenant_id     text        NOT NULL,
    generation    integer     NOT NULL,
    experiment_id uuid        NOT NULL,
    actor_ref     uuid        NOT NULL,
    variant       text        NOT NULL,
    bucket        timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, generation, experiment_id, actor_ref, variant)
);

-- Which decisions a playbook fired in: the list of decisions by playbook.
CREATE TABLE playbook_decisions (
    tenant_id   text NOT NULL,
    playbook_id uuid NOT NULL,
    decision_id uuid NOT NULL,
    PRIMARY KEY (tenant_id, playbook_id, decision_id)
);

CALL isolate_by_tenant('tenant_stats_hourly', true);
CALL isolate_by_tenant('tenant_stats_daily', true);
CALL isolate_by_tenant('playbook_stats_hourly', true);
CALL isolate_by_tenant('playbook_stats_daily', true);
CALL isolate_by_tenant('experiment_stats', true);
CALL isolate_by_tenant('experiment_actors', true);
CALL isolate_by_tenant('playbook_decisions', true);
CALL isolate_by_tenant('retention_floors', true);

GRANT SELECT ON projections, tenant_stats_hourly, tenant_stats_daily, playbook_stats_hourly, playbook_stats_daily,
    experiment_stats, playbook_decisions TO mmm_api;
GRANT SELECT, UPDATE ON projections TO mmm_worker;
GRANT SELECT, INSERT, UPDATE, DELETE ON tenant_stats_hourly, tenant_stats_daily, playbook_stats_hourly,
    playbook_stats_daily, experiment_stats, experiment_actors TO mmm_worker;
GRANT SELECT, INSERT ON playbook_decisions TO mmm_worker;
GRANT SELECT, INSERT, UPDATE ON retention_floors TO mmm_worker;

-- +goose Down
DROP TABLE retention_floors, playbook_decisions, experiment_actors, experiment_stats, playbook_stats_daily, playbook_stats_hourly,
    tenant_stats_daily, tenant_stats_hourly, projections;
DROP FUNCTION merge_actors(uuid[], uuid[]);
