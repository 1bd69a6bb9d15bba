-- +goose Up

-- The two people's steps on an action that demands them: the actor's, then the
-- approver's. The version counts the steps.
CREATE TABLE approvals (
    tenant_id           text        NOT NULL,
    action_id           uuid        NOT NULL,
    decision_id         uuid        NOT NULL,
    version             bigint      NOT NULL CHECK (version BETWEEN 1 AND 2),
    actor_id            text        NOT NULL CHECK (actor_id <> ''),
    actor_verdict       text        NOT NULL,
    actor_reason        text        NOT NULL,
    actor_at            timestamptz NOT NULL,
    actor_receipt_id    uuid        NOT NULL,
    approver_id         text,
    approver_verdict    text,
    approver_reason     text,
    approver_at         timestamptz,
    approver_receipt_id uuid,
    PRIMARY KEY (tenant_id, action_id),
    -- whatever a program gets wrong: one person is never both
    CONSTRAINT two_people CHECK (approver_id <> actor_id),
    CONSTRAINT whole_step CHECK (
        num_nonnulls(approver_id, approver_verdict, approver_reason, approver_at, approver_receipt_id) IN (0, 5)
    )
);

CALL isolate_by_tenant('approvals', false);

GRANT SELECT, INSERT, UPDATE ON approvals TO mmm_api;

-- +goose Down
DROP TABLE approvals;
