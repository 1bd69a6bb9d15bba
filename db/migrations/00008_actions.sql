-- +goose Up

-- What was routed to surfaces beside the answer. The feed is read by (xid, number),
-- only below the oldest transaction still running, like events.
CREATE SEQUENCE deliveries_number;

CREATE TABLE deliveries (
    tenant_id   text        NOT NULL,
    -- a leaf of the action's id: the same partition as the decision's
    delivery_id uuid        NOT NULL,
    decision_id uuid        NOT NULL,
    -- empty where the action is for a repository
    actor_id    text        NOT NULL,
    surface     text        NOT NULL,
    expires_at  timestamptz NOT NULL,
    xid         bigint      NOT NULL DEFAULT pg_current_xact_id()::text::bigint,
    number      bigint      NOT NULL DEFAULT nextval('deliveries_number'),
    PRIMARY KEY (tenant_id, delivery_id)
) PARTITION BY RANGE (delivery_id);
CREATE TABLE deliveries_default PARTITION OF deliveries DEFAULT;
ALTER TABLE deliveries_default ENABLE ROW LEVEL SECURITY;
ALTER TABLE deliveries_default FORCE ROW LEVEL SECURITY;
CREATE INDEX deliveries_feed ON deliveries (xid, number);
CREATE INDEX deliveries_of_actor ON deliveries (tenant_id, actor_id, surface, xid, number);

-- Receivers that said they are gone; whether that still holds is told by the time.
CREATE TABLE channel_stops (
    tenant_id  text        NOT NULL,
    surface    text        NOT NULL,
    receiver   text        NOT NULL,
    stopped_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, surface, receiver)
);

-- One outcome a stage of an action's life: 1 shown, 2 answered, 3 done.
CREATE TABLE outcomes (
    tenant_id   text        NOT NULL,
    action_id   uuid        NOT NULL,
    stage       smallint    NOT NULL CHECK (stage BETWEEN 1 AND 3),
    outcome_id  uuid        NOT NULL,
    decision_id uuid        NOT NULL,
    actor_id    text        NOT NULL,
    result      text        NOT NULL,
    reason      text        NOT NULL,
    occurred_at timestamptz NOT NULL,
    recorded_at timestamptz NOT NULL,
    receipt_id  uuid        NOT NULL,
    PRIMARY KEY (tenant_id, action_id, stage)
) PARTITION BY RANGE (action_id);
CREATE TABLE outcomes_default PARTITION OF outcomes DEFAULT;
ALTER TABLE outcomes_default ENABLE ROW LEVEL SECURITY;
ALTER TABLE outcomes_default FORCE ROW LEVEL SECURITY;

CREATE TABLE feedback (
    tenant_id   text        NOT NULL,
    action_id   uuid        NOT NULL,
    decision_id uuid        NOT NULL,
    playbook_id uuid        NOT NULL,
    revision    integer     NOT NULL,
    actor_id    text        NOT NULL,
    rating      text        NOT NULL,
    rated_at    timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, action_id)
);

-- W3C traceparent of the use case; null where its trace is not recorded.
ALTER TABLE receipts ADD COLUMN traceparent text;

-- A refused receipt waits again from requeued_at to settled_at, when the evidence
-- service took it after all.
ALTER TABLE receipt_failures ADD COLUMN requeued_at timestamptz, ADD COLUMN settled_at timestamptz;
CREATE INDEX receipt_failures_requeued ON receipt_failures (tenant_id, sequence)
    WHERE requeued_at IS NOT NULL AND settled_at IS NULL;

CALL isolate_by_tenant('deliveries', false);
CALL isolate_by_tenant('channel_stops', false);
CALL isolate_by_tenant('outcomes', false);
CALL isolate_by_tenant('feedback', false);

GRANT SELECT, INSERT ON deliveries, outcomes TO mmm_api;
GRANT USAGE ON SEQUENCE deliveries_number TO mmm_api;
GRANT SELECT, INSERT, UPDATE ON channel_stops, feedback TO mmm_api;
GRANT UPDATE (requeued_at) ON receipt_failures TO mmm_api;
GRANT UPDATE (reason, failed_at, requeued_at, settled_at) ON receipt_failures TO mmm_worker;

SELECT ensure_partitions('deliveries', 4);
SELECT ensure_partitions('outcomes', 4);

-- +goose Down
REVOKE UPDATE (requeued_at) ON receipt_failures FROM mmm_api;
REVOKE UPDATE (reason, failed_at, requeued_at, settled_at) ON receipt_failures FROM mmm_worker;
DROP INDEX receipt_failures_requeued;
ALTER TABLE receipt_failures DROP COLUMN requeued_at, DROP COLUMN settled_at;
ALTER TABLE receipts DROP COLUMN traceparent;
DROP TABLE feedback, outcomes, channel_stops, deliveries;
DROP SEQUENCE deliveries_number;
