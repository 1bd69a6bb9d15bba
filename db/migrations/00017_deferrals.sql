-- +goose Up

-- What waits for quiet hours to end. Released, it becomes a row of deliveries, whose feed
-- so keeps the order in which things go out, or is dropped.
CREATE TABLE deferrals (
    tenant_id   text        NOT NULL,
    -- a leaf of the action's id
    delivery_id uuid        NOT NULL,
    -- empty where the action is for a repository
    actor_id    text        NOT NULL,
    subject     text        NOT NULL,
    surface     text        NOT NULL,
    digest      boolean     NOT NULL,
    until       timestamptz NOT NULL,
    expires_at  timestamptz NOT NULL,
    -- null while it waits
    released_at timestamptz,
    PRIMARY KEY (tenant_id, delivery_id)
);
CREATE INDEX deferrals_of_digest ON deferrals (tenant_id, subject, surface, until) WHERE digest AND released_at IS NULL;

-- One message of several actions; its window is named by its end.
CREATE TABLE digests (
    tenant_id    text        NOT NULL,
    digest_id    uuid        NOT NULL,
    actor_id     text        NOT NULL,
    subject      text        NOT NULL,
    surface      text        NOT NULL,
    window_end   timestamptz NOT NULL,
    delivery_ids uuid[]      NOT NULL,
    PRIMARY KEY (tenant_id, digest_id),
    -- one a subject, surface and window, never two
    CONSTRAINT one_digest UNIQUE (tenant_id, subject, surface, window_end)
);

-- The digest that a delivery went out in; null for one that went alone.
ALTER TABLE deliveries ADD COLUMN digest_id uuid;

CALL isolate_by_tenant('deferrals', false);
CALL isolate_by_tenant('digests', false);

GRANT SELECT, INSERT ON deferrals TO mmm_api;
GRANT UPDATE (until, released_at) ON deferrals TO mmm_api;
GRANT SELECT, INSERT ON digests TO mmm_api;

-- +goose Down
ALTER TABLE deliveries DROP COLUMN digest_id;
DROP TABLE digests, deferrals;
