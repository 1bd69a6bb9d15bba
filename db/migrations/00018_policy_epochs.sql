-- +goose Up

-- How often the tenant's policy was invalidated (api.md, POST /policy/invalidate). It
-- stands beside the catalogue's version because every decision reads both, in one row.
ALTER TABLE playbook_catalogues ADD COLUMN policy_epoch bigint NOT NULL DEFAULT 0;

-- +goose Down
ALTER TABLE playbook_catalogues DROP COLUMN policy_epoch;
