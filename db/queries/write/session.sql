-- name: UseTenants :batchexec
-- Row-level security shows this transaction the rows of these tenants.
SELECT set_config('mmm.tenant_ids', (@tenant_ids::text[])::text, true);

-- name: CurrentTransaction :batchone
SELECT pg_current_xact_id()::text AS transaction_id
WHERE @wanted::boolean;
