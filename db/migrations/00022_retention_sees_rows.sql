-- +goose Up

-- Drops the oldest partition of a table whose week ended before the moment and whose rows
-- all belong to tenants of the list, and answers how many that were: call it until it is
-- none. It sees for itself that they do, and never touches the default partition or a week
-- that is not over. One at a time, since to drop it locks the whole table.
-- +goose StatementBegin
CREATE OR REPLACE FUNCTION drop_partitions(parent regclass, before timestamptz, expired text[]) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
    -- A partition can wait, writes cannot. Readers lock the table before its weeks, this a
    -- week before the table: it gives up before the two are a deadlock.
    SET timezone = 'UTC' SET lock_timeout = '250ms'
    -- an answer that row-level security would cut short is an error instead
    SET row_security = off
AS $$
DECLARE
    child   regclass;
    owner   text;
BEGIN
    IF NOT EXISTS (SELECT FROM pg_partitioned_table p JOIN pg_class c ON c.oid = p.partrelid
                   WHERE p.partrelid = parent AND c.relowner = current_user::regrole) THEN
        RAISE EXCEPTION '% is not a partitioned table of ours', parent;
    END IF;
    FOR child IN
        SELECT i.inhrelid::regclass FROM pg_inherits AS i JOIN pg_class AS c ON c.oid = i.inhrelid
        WHERE i.inhparent = parent AND pg_get_expr(c.relpartbound, c.oid) <> 'DEFAULT'
            AND substring(pg_get_expr(c.relpartbound, c.oid) FROM 'TO \(''([0-9a-f-]+)''\)')::uuid
                <= uuid_floor(least(before, now() - interval '1 day'))
        ORDER BY c.relname
    LOOP
        BEGIN
            EXECUTE format('LOCK TABLE %s IN ACCESS EXCLUSIVE MODE', child);
            -- forced, it would hide every row from the owner too, and any week would seem empty
            EXECUTE format('ALTER TABLE %s NO FORCE ROW LEVEL SECURITY', child);
            owner := '';
            LOOP -- from tenant to tenant by the index, whatever each has
                EXECUTE format('SELECT min(tenant_id) FROM %s WHERE tenant_id > $1', child) INTO owner USING owner;
                EXIT WHEN owner IS NULL OR owner <> ALL (expired);
            END LOOP;
            IF owner IS NOT NULL THEN
                RAISE EXCEPTION 'somebody keeps something' USING ERRCODE = 'MM002';
            END IF;
            EXECUTE format('DROP TABLE %s', child);
            RETURN 1;
        EXCEPTION WHEN lock_not_available OR SQLSTATE 'MM002' THEN
            CONTINUE; -- as it was before: forced, and not locked
        END;
    END LOOP;
    RETURN 0;
END
$$;
-- +goose StatementEnd

-- +goose Down
-- What it replaced found every week empty, and is not to come back: this one serves the
-- release before as well.
