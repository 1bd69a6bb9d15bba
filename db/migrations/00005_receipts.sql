-- +goose Up

-- Immutable bodies, canonical text.
CREATE TABLE receipts (
    tenant_id  text        NOT NULL,
    receipt_id uuid        NOT NULL,
    created_at timestamptz NOT NULL,
    body       text        NOT NULL,
    PRIMARY KEY (tenant_id, receipt_id)
) PARTITION BY RANGE (receipt_id);
CREATE TABLE receipts_default PARTITION OF receipts DEFAULT;
ALTER TABLE receipts_default ENABLE ROW LEVEL SECURITY;
ALTER TABLE receipts_default FORCE ROW LEVEL SECURITY;

-- The chain outlives the bodies, so that it still verifies; never partitioned,
-- since both uniquenesses must hold across time.
CREATE TABLE receipt_chain (
    tenant_id  text        NOT NULL,
    sequence   bigint      NOT NULL CHECK (sequence > 0),
    receipt_id uuid        NOT NULL,
    prev_hash  text        NOT NULL,
    hash       text        NOT NULL,
    kid        text        NOT NULL,
    signature  text        NOT NULL,
    sealed_at  timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, sequence),
    UNIQUE (tenant_id, receipt_id)
);

CREATE TABLE chain_heads (
    tenant_id text   NOT NULL PRIMARY KEY,
    sequence  bigint NOT NULL,
    hash      text   NOT NULL,
    -- up to here the evidence service has what it will take
    emitted   bigint NOT NULL DEFAULT 0 CHECK (emitted <= sequence)
);
CREATE INDEX chain_heads_waiting ON chain_heads (tenant_id) WHERE emitted < sequence;

-- Receipts that the evidence service refused for good.
CREATE TABLE receipt_failures (
    tenant_id  text        NOT NULL,
    sequence   bigint      NOT NULL,
    receipt_id uuid        NOT NULL,
    reason     text        NOT NULL,
    failed_at  timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, sequence)
);

CALL isolate_by_tenant('receipts', true);
CALL isolate_by_tenant('receipt_chain', true);
CALL isolate_by_tenant('chain_heads', true);
CALL isolate_by_tenant('receipt_failures', true);

GRANT SELECT, INSERT ON receipts TO mmm_api;
GRANT SELECT ON receipt_chain, chain_heads, receipt_failures TO mmm_api;
GRANT SELECT ON receipts TO mmm_worker;
GRANT SELECT, INSERT ON receipt_chain, receipt_failures TO mmm_worker;
GRANT SELECT, INSERT, UPDATE ON chain_heads TO mmm_worker;

SELECT ensure_partitions('receipts', 4);

-- +goose Down
DROP TABLE receipt_failures, chain_heads, receipt_chain, receipts;
