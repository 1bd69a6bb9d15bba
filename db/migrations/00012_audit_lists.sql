-- +goose Up

-- What admins did is listed newest first: all of it, or one admin's, or one thing's.
CREATE INDEX ON audit_entries (tenant_id, at, entry_id);
CREATE INDEX ON audit_entries (tenant_id, admin_id, at, entry_id);
CREATE INDEX ON audit_entries (tenant_id, resource, at, entry_id);

-- +goose Down
DROP INDEX audit_entries_tenant_id_resource_at_entry_id_idx, audit_entries_tenant_id_admin_id_at_entry_id_idx,
    audit_entries_tenant_id_at_entry_id_idx;
