-- +goose Up

-- River's own migrations follow these (db.Migrate); its tables come with the rights below.
CREATE SCHEMA river;
GRANT USAGE ON SCHEMA river TO mmm_api, mmm_worker;
ALTER DEFAULT PRIVILEGES IN SCHEMA river GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO mmm_worker;
ALTER DEFAULT PRIVILEGES IN SCHEMA river GRANT USAGE ON SEQUENCES TO mmm_api, mmm_worker;

-- Serving starts only on a schema that it knows, so it must be able to ask.
GRANT SELECT ON goose_db_version TO mmm_api, mmm_worker;

-- +goose Down
REVOKE SELECT ON goose_db_version FROM mmm_api, mmm_worker;
DROP SCHEMA river CASCADE;
