-- +goose Up

-- The feed. A reader goes by (xid, number) and only below the oldest transaction
-- still running, so that a late commit is never skipped.
CREATE SEQUENCE events_number;

CREATE TABLE events (
    tenant_id   text        NOT NULL,
    event_id    uuid        NOT NULL,
    xid         bigint      NOT NULL DEFAULT pg_current_xact_id()::text::bigint,
    number      bigint      NOT NULL DEFAULT nextval('events_number'),
    name        text        NOT NULL,
    occurred_at timestamptz NOT NULL,
    receipt_id  uuid,
    body        text        NOT NULL,
    PRIMARY KEY (tenant_id, event_id)
) PARTITION BY RANGE (event_id);
CREATE TABLE events_default PARTITION OF events DEFAULT;
ALTER TABLE events_default ENABLE ROW LEVEL SECURITY;
ALTER TABLE events_default FORCE ROW LEVEL SECURITY;
CREATE INDEX events_feed ON events (xid, number);

-- How far each follower has come. It holds no tenant's data.
CREATE TABLE checkpoints (
    follower text   NOT NULL PRIMARY KEY,
    xid      bigint NOT NULL,
    number   bigint NOT NULL
);

CALL isolate_by_tenant('events', true);

GRANT INSERT ON events TO mmm_api;
GRANT USAGE ON SEQUENCE events_number TO mmm_api;
GRANT SELECT ON events TO mmm_worker;
GRANT SELECT, INSERT, UPDATE ON checkpoints TO mmm_worker;

SELECT ensure_partitions('events', 4);

-- +goose Down
DROP TABLE checkpoints, events;
DROP SEQUENCE events_number;
