-- +goose Up

-- What was proposed within a day (product.md, Fatigue). A playbook's own window is of a
-- repository; the zero playbook stands for all of them.
CREATE TABLE fatigue_windows (
    tenant_id   text        NOT NULL,
    -- actor:{id} or repo:{id}
    subject     text        NOT NULL,
    playbook_id uuid        NOT NULL,
    version     bigint      NOT NULL,
    entries     text        NOT NULL,
    updated_at  timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, subject, playbook_id)
) WITH (fillfactor = 70); -- rows are replaced in their page: no index has what changes

CALL isolate_by_tenant('fatigue_windows', false);
GRANT SELECT, INSERT, UPDATE ON fatigue_windows TO mmm_api;

-- +goose Down
DROP TABLE fatigue_windows;
