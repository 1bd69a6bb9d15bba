-- +goose Up

-- What actors want of the engine; an actor without a row wants all that is allowed.
CREATE TABLE actor_preferences (
    tenant_id  text        NOT NULL,
    -- a signal without an actor has no preferences
    actor_id   text        NOT NULL CHECK (actor_id <> ''),
    revision   bigint      NOT NULL,
    body       text        NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, actor_id)
);

CALL isolate_by_tenant('actor_preferences', false);

GRANT SELECT, INSERT, UPDATE ON actor_preferences TO mmm_api;

-- +goose Down
DROP TABLE actor_preferences;
