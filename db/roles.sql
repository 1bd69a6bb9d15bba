-- The three roles (architecture.md, Storage). Run by a superuser; repeating is harmless,
-- from several sessions at once too. Neither login role owns anything or may pass over
-- row-level security.
DO $$
BEGIN
    -- Roles belong to the whole cluster, so an advisory lock of one database would not do.
    LOCK TABLE pg_authid IN SHARE ROW EXCLUSIVE MODE;
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'mmm_owner') THEN
        CREATE ROLE mmm_owner LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS;
    END IF;
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'mmm_api') THEN
        CREATE ROLE mmm_api LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS;
    END IF;
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'mmm_worker') THEN
        CREATE ROLE mmm_worker LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS;
    END IF;

    -- An idle writer would hold back the horizon below which followers read.
    ALTER ROLE mmm_api SET idle_in_transaction_session_timeout = '30s';
    ALTER ROLE mmm_worker SET idle_in_transaction_session_timeout = '30s';
    ALTER ROLE mmm_api SET statement_timeout = '10s';
    ALTER ROLE mmm_worker SET statement_timeout = '60s';

    -- Whoever waits longer for a row that somebody holds hears so: others wait behind.
    ALTER ROLE mmm_api SET lock_timeout = '1s';

    -- Every statement of these roles looks rows up by an index that was made for it.
    -- A plan that was cached while a table was small must not scan or sort it all
    -- later: until the first ANALYZE that would cost decisions more with each one made.
    ALTER ROLE mmm_api SET enable_seqscan = off;
    ALTER ROLE mmm_api SET enable_sort = off;
    ALTER ROLE mmm_worker SET enable_seqscan = off;

    -- Nor does it pay to plan anew for each set of parameters: the index stays the same.
    ALTER ROLE mmm_api SET plan_cache_mode = force_generic_plan;

    -- A plan that has no other way than a sequential scan is given a price beyond
    -- which the server compiles it, which takes a tenth of a second each time.
    ALTER ROLE mmm_api SET jit = off;
    ALTER ROLE mmm_worker SET jit = off;
END
$$;
