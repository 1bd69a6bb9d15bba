-- +goose Up

-- The tenants of this transaction, set by set_config('mmm.tenant_ids', ..., true).
-- Unset means none. Policies read it through a scalar sub-select, so that it is
-- evaluated once a statement.
-- +goose StatementBegin
CREATE FUNCTION mmm_tenants() RETURNS text[]
    LANGUAGE sql STABLE PARALLEL SAFE
AS $$ SELECT nullif(current_setting('mmm.tenant_ids', true), '')::text[] $$;
-- +goose StatementEnd

-- Fails the transaction when a compare-and-swap was lost, so that nothing of its
-- write set stays. The name says which one.
-- +goose StatementBegin
CREATE FUNCTION require_swap(won boolean, what text) RETURNS boolean
    LANGUAGE plpgsql
AS $$
BEGIN
    IF won THEN
        RETURN true;
    END IF;
    RAISE EXCEPTION 'lost the compare-and-swap of %', what USING ERRCODE = 'MM001', CONSTRAINT = what;
END
$$;
-- +goose StatementEnd

-- Gives a tenant-scoped table its forced row-level security.
-- +goose StatementBegin
CREATE PROCEDURE isolate_by_tenant(target regclass, worker boolean)
    LANGUAGE plpgsql
AS $$
BEGIN
    EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', target);
    EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', target);
    EXECUTE format('CREATE POLICY api_tenants ON %s TO mmm_api
        USING (tenant_id = ANY ((SELECT mmm_tenants())::text[]))
        WITH CHECK (tenant_id = ANY ((SELECT mmm_tenants())::text[]))', target);
    IF worker THEN
        EXECUTE format('CREATE POLICY worker_all ON %s TO mmm_worker USING (true) WITH CHECK (true)', target);
    END IF;
END
$$;
-- +goose StatementEnd

CREATE TABLE tenant_policies (
    tenant_id  text        NOT NULL PRIMARY KEY,
    revision   bigint      NOT NULL,
    body       text        NOT NULL,
    updated_at timestamptz NOT NULL
);

CREATE TABLE actor_refs (
    tenant_id  text        NOT NULL,
    actor_id   text        NOT NULL,
    actor_ref  uuid        NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, actor_id)
);

CREATE TABLE github_integrations (
    tenant_id  text        NOT NULL PRIMARY KEY,
    -- encrypted by the service; the database never sees the secret
    secret     bytea       NOT NULL,
    updated_at timestamptz NOT NULL
);

CREATE TABLE audit_entries (
    tenant_id text        NOT NULL,
    entry_id  bigint      GENERATED ALWAYS AS IDENTITY,
    at        timestamptz NOT NULL,
    admin_id  text        NOT NULL,
    action    text        NOT NULL,
    resource  text        NOT NULL,
    before    text,
    after     text,
    trace_id  text        NOT NULL,
    PRIMARY KEY (tenant_id, entry_id)
);

CALL isolate_by_tenant('tenant_policies', false);
CALL isolate_by_tenant('actor_refs', false);
CALL isolate_by_tenant('github_integrations', false);
CALL isolate_by_tenant('audit_entries', false);

GRANT SELECT, INSERT, UPDATE ON tenant_policies, github_integrations TO mmm_api;
GRANT SELECT, INSERT ON actor_refs, audit_entries TO mmm_api;

-- +goose Down
DROP TABLE audit_entries, github_integrations, actor_refs, tenant_policies;
DROP PROCEDURE isolate_by_tenant(regclass, boolean);
DROP FUNCTION require_swap(boolean, text);
DROP FUNCTION mmm_tenants();
