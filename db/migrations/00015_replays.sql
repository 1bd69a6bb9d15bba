-- +goose Up

-- What commands answered under an idempotency key, for 24 hours; those that decide have
-- the table idempotency, which names the decision.
CREATE TABLE replays (
    tenant_id    text        NOT NULL,
    operation    text        NOT NULL,
    caller       text        NOT NULL,
    key          text        NOT NULL,
    request_hash bytea       NOT NULL,
    -- the command's result, from which the answer is rendered again; never a secret
    answer       text        NOT NULL,
    -- the transaction of the write, which is its consistency token
    xid          bigint      NOT NULL DEFAULT pg_current_xact_id()::text::bigint,
    created_at   timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, operation, caller, key)
);

CALL isolate_by_tenant('replays', false);

GRANT SELECT, INSERT, UPDATE ON replays TO mmm_api;

-- +goose Down
DROP TABLE replays;
