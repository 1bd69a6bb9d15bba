-- The rows of a decision, as the engine's tables have them: the same columns, defaults and primary keys, but no
-- row-level security, no partitions and no other index. What it takes to commit these is the least a decision can take.
CREATE SEQUENCE events_number;

CREATE TABLE signals (
    tenant_id   text        NOT NULL,
    signal_id   text        NOT NULL,
    subject     text        NOT NULL,
    actor_id    text        NOT NULL,
    actor_type  text        NOT NULL,
    source      text        NOT NULL,
    event_type  text        NOT NULL,
    severity    smallint    NOT NULL,
    occurred_at timestamptz NOT NULL,
    received_at timestamptz NOT NULL,
    repo_id     text        NOT NULL,
    branch      text        NOT NULL,
    file_path   text        NOT NULL,
    environment text        NOT NULL,
    attributes  text        NOT NULL,
    accepted    boolean     NOT NULL,
    PRIMARY KEY (tenant_id, subject, signal_id)
);

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
);

CREATE TABLE signal_decisions (
    tenant_id   text        NOT NULL,
    subject     text        NOT NULL,
    surface     text        NOT NULL,
    signal_id   text        NOT NULL,
    decision_id uuid        NOT NULL,
    decided_at  timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, subject, surface, signal_id)
);

CREATE TABLE receipts (
    tenant_id  text        NOT NULL,
    receipt_id uuid        NOT NULL,
    created_at timestamptz NOT NULL,
    body       text        NOT NULL,
    PRIMARY KEY (tenant_id, receipt_id)
);

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
);
