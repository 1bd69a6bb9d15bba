-- +goose Up

-- The smallest version 7 UUID of a moment: ids sort by time, so partitions by id
-- are partitions by time, and a lookup by id knows its partition.
-- +goose StatementBegin
CREATE FUNCTION uuid_floor(moment timestamptz) RETURNS uuid
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
AS $$
    SELECT (rpad(lpad(to_hex(floor(extract(epoch FROM moment) * 1000)::bigint), 12, '0'), 32, '0'))::uuid
$$;
-- +goose StatementEnd

-- Makes the weekly partitions of a table from this week on. Weeks that exist, or
-- whose rows already went to the default partition, are left as they are.
-- +goose StatementBegin
CREATE FUNCTION ensure_partitions(parent regclass, weeks_ahead integer) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
    -- A week has 168 hours in UTC only; and a partition can wait, writes cannot.
    SET timezone = 'UTC' SET lock_timeout = '2s'
AS $$
DECLARE
    week  timestamptz;
    child text;
    made  integer := 0;
BEGIN
    IF NOT EXISTS (SELECT FROM pg_partitioned_table p JOIN pg_class c ON c.oid = p.partrelid
                   WHERE p.partrelid = parent AND c.relowner = current_user::regrole) THEN
        RAISE EXCEPTION '% is not a partitioned table of ours', parent;
    END IF;
    FOR i IN 0..weeks_ahead LOOP
        week := date_trunc('week', now()) + i * interval '7 days';
        child := parent::text || '_' || to_char(week, 'IYYY"w"IW');
        CONTINUE WHEN to_regclass(child) IS NOT NULL;
        BEGIN
            EXECUTE format('CREATE TABLE %I PARTITION OF %s FOR VALUES FROM (%L) TO (%L)',
                child, parent, uuid_floor(week), uuid_floor(week + interval '7 days'));
        EXCEPTION WHEN check_violation OR duplicate_table THEN
            CONTINUE;
        END;
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', child);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', child);
        made := made + 1;
    END LOOP;
    RETURN made;
END
$$;
-- +goose StatementEnd
REVOKE EXECUTE ON FUNCTION ensure_partitions(regclass, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ensure_partitions(regclass, integer) TO mmm_worker;

-- +goose Down
DROP FUNCTION ensure_partitions(regclass, integer);
DROP FUNCTION uuid_floor(timestamptz);
