-- +goose Up

-- The newest 24 hours are the context of decisions; an id stays taken as long. One
-- signal may be decided for several subjects, which each have it in their context.
CREATE TABLE signals (
    tenant_id   text        NOT NULL,
    signal_id   text        NOT NULL,
    -- whose memory it belongs to: actor:{id} or repo:{id}, empty for neither
    subject     text        NOT NULL,
    actor_id    text        NOT NULL,
    actor_type  text        NOT NULL,
    source      text        NOT NULL,
    event_type  text        NOT NULL,
    severity    smallint    NOT NULL CHECK (severity BETWEEN 0 AND 4),
    occurred_at timestamptz NOT NULL,
    received_at timestamptz NOT NULL,
    repo_id     text        NOT NULL,
    branch      text        NOT NULL,
    file_path   text        NOT NULL,
    environment text        NOT NULL,
    attributes  text        NOT NULL,
    -- taken in to be decided by a job; else it came with the request that decided it
    accepted    boolean     NOT NULL,
    PRIMARY KEY (tenant_id, subject, signal_id)
);
CREATE INDEX signals_accepted ON signals (tenant_id, signal_id, received_at DESC) WHERE accepted;
-- the order of the newest ones, ties included, so that they need no sorting
CREATE INDEX signals_recent ON signals (tenant_id, subject, occurred_at DESC, signal_id);

CREATE TABLE decisions (
    tenant_id   text        NOT NULL,
    decision_id uuid        NOT NULL,
    actor_id    text        NOT NULL,
    surface     text        NOT NULL,
    created_at  timestamptz NOT NULL,
    degraded    boolean     NOT NULL,
    receipt_id  uuid        NOT NULL,
    body        text        NOT NULL,
    PRIMARY KEY (tenant_id, decision_id)
) PARTITION BY RANGE (decision_id);
CREATE TABLE decisions_default PARTITION OF decisions DEFAULT;
ALTER TABLE decisions_default ENABLE ROW LEVEL SECURITY;
ALTER TABLE decisions_default FORCE ROW LEVEL SECURITY;

-- One decision for a signal, subject and surface within 24 hours (api.md, Rules).
CREATE TABLE signal_decisions (
    tenant_id   text        NOT NULL,
    subject     text        NOT NULL,
    surface     text        NOT NULL,
    signal_id   text        NOT NULL,
    decision_id uuid        NOT NULL,
    decided_at  timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, subject, surface, signal_id)
);

CREATE TABLE idempotency (
    tenant_id    text        NOT NULL,
    operation    text        NOT NULL,
    caller       text        NOT NULL,
    key          text        NOT NULL,
    request_hash bytea       NOT NULL,
    -- the decision that answered
    decision_id  uuid        NOT NULL,
    created_at   timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, operation, caller, key)
);

CALL isolate_by_tenant('signals', false);
CALL isolate_by_tenant('decisions', false);
CALL isolate_by_tenant('signal_decisions', false);
CALL isolate_by_tenant('idempotency', false);

GRANT SELECT, INSERT, UPDATE ON signals, signal_decisions, idempotency TO mmm_api;
GRANT SELECT, INSERT ON decisions TO mmm_api;

SELECT ensure_partitions('decisions', 4);

-- +goose Down
DROP TABLE idempotency, signal_decisions, decisions, signals;
