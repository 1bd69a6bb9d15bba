-- +goose Up

-- One number per tenant, moved by every change of what is in force. A decision
-- reads it with everything else, so that no instance decides by playbooks that a
-- finished command has already replaced.
CREATE TABLE playbook_catalogues (
    tenant_id text   NOT NULL PRIMARY KEY,
    version   bigint NOT NULL
);

CREATE TABLE playbooks (
    tenant_id       text        NOT NULL,
    playbook_id     uuid        NOT NULL,
    name            text        NOT NULL,
    status          text        NOT NULL CHECK (status IN ('draft', 'published', 'paused', 'deprecated')),
    version         bigint      NOT NULL,
    latest_revision integer     NOT NULL,
    -- 0 before the first publish
    in_force        integer     NOT NULL,
    pause_reason    text        NOT NULL,
    created_at      timestamptz NOT NULL,
    updated_at      timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, playbook_id)
);
CREATE INDEX playbooks_in_force ON playbooks (tenant_id, playbook_id) WHERE status = 'published';

CREATE TABLE playbook_revisions (
    tenant_id   text        NOT NULL,
    playbook_id uuid        NOT NULL,
    revision    integer     NOT NULL,
    body        text        NOT NULL,
    created_at  timestamptz NOT NULL,
    -- when first published; null for a draft
    frozen_at   timestamptz,
    PRIMARY KEY (tenant_id, playbook_id, revision),
    FOREIGN KEY (tenant_id, playbook_id) REFERENCES playbooks
);

CALL isolate_by_tenant('playbook_catalogues', false);
CALL isolate_by_tenant('playbooks', false);
CALL isolate_by_tenant('playbook_revisions', false);

GRANT SELECT, INSERT, UPDATE ON playbook_catalogues, playbooks, playbook_revisions TO mmm_api;

-- +goose Down
DROP TABLE playbook_revisions, playbooks, playbook_catalogues;
