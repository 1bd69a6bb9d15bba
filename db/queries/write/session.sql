-- name: UseTenants :batchexec
-- Row-level security shows this transaction the rows of these tenants.
SELECT set_config('mmm.tenant_ids', (@tenant_ids::text[])::text, true);

-- name: BeginWrite :batchone
-- UseTenants for a transaction that writes, which has an id.
SELECT pg_current_xact_id()::text AS transaction_id,
    (set_config('mmm.tenant_ids', (@tenant_ids::text[])::text, true) IS NOT NULL)::boolean AS used;
