-- +goose Up

-- Up to where (midnight UTC) all events of a period are gone, so that none is looked for
-- there again. A floor moves before the first is deleted, this after the last.
ALTER TABLE retention_floors ADD COLUMN decisions_swept timestamptz, ADD COLUMN outcomes_swept timestamptz;

-- What lives for a day is found by its time. These indexes cost an insert next to nothing:
-- they know of pages only, and new rows come last.
CREATE INDEX idempotency_by_age ON idempotency USING brin (created_at) WITH (autosummarize = on);
CREATE INDEX replays_by_age ON replays USING brin (created_at) WITH (autosummarize = on);
CREATE INDEX signal_decisions_by_age ON signal_decisions USING brin (decided_at) WITH (autosummarize = on);
CREATE INDEX signals_by_age ON signals USING brin (received_at) WITH (autosummarize = on);
CREATE INDEX fatigue_windows_by_age ON fatigue_windows USING brin (updated_at) WITH (autosummarize = on);
CREATE INDEX channel_stops_by_age ON channel_stops USING brin (stopped_at) WITH (autosummarize = on);

-- The worker deletes what has outlived its period, and reads no more of it than that.
CREATE POLICY worker_all ON deliveries TO mmm_worker USING (true);
CREATE POLICY worker_all ON deferrals TO mmm_worker USING (true);
CREATE POLICY worker_all ON digests TO mmm_worker USING (true);
CREATE POLICY worker_all ON approvals TO mmm_worker USING (true);
CREATE POLICY worker_all ON outcomes TO mmm_worker USING (true);
CREATE POLICY worker_all ON feedback TO mmm_worker USING (true);
CREATE POLICY worker_all ON idempotency TO mmm_worker USING (true);
CREATE POLICY worker_all ON replays TO mmm_worker USING (true);
CREATE POLICY worker_all ON signal_decisions TO mmm_worker USING (true);
CREATE POLICY worker_all ON signals TO mmm_worker USING (true);
CREATE POLICY worker_all ON fatigue_windows TO mmm_worker USING (true);
CREATE POLICY worker_all ON channel_stops TO mmm_worker USING (true);
CREATE POLICY worker_all ON tenant_policies TO mmm_worker USING (true);

GRANT DELETE ON decisions, deliveries, deferrals, digests, approvals, outcomes, feedback, receipts, events, playbook_decisions,
    idempotency, replays, signal_decisions, signals, fatigue_windows, channel_stops TO mmm_worker;
GRANT SELECT (tenant_id, delivery_id) ON deliveries, deferrals TO mmm_worker;
GRANT SELECT (tenant_id, digest_id) ON digests TO mmm_worker;
GRANT SELECT (tenant_id, action_id) ON approvals TO mmm_worker;
GRANT SELECT (tenant_id, action_id, stage, recorded_at) ON outcomes TO mmm_worker;
GRANT SELECT (tenant_id, action_id, rated_at) ON feedback TO mmm_worker;
GRANT SELECT (tenant_id, operation, caller, key, created_at) ON idempotency, replays TO mmm_worker;
GRANT SELECT (tenant_id, subject, surface, signal_id, decided_at) ON signal_decisions TO mmm_worker;
GRANT SELECT (tenant_id, subject, signal_id, received_at, accepted) ON signals TO mmm_worker;
GRANT SELECT (tenant_id, subject, playbook_id, updated_at) ON fatigue_windows TO mmm_worker;
GRANT SELECT (tenant_id, surface, receiver, stopped_at) ON channel_stops TO mmm_worker;
GRANT SELECT (tenant_id, body) ON tenant_policies TO mmm_worker;

-- Drops the partitions of a table whose weeks ended before the moment and whose rows all
-- belong to tenants of the list, and answers how many. It sees for itself that they do,
-- and never touches the default partition or a week that is not over.
-- +goose StatementBegin
CREATE FUNCTION drop_partitions(parent regclass, before timestamptz, expired text[]) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
    -- a partition can wait, writes cannot
    SET timezone = 'UTC' SET lock_timeout = '2s'
AS $$
DECLARE
    child   regclass;
    owner   text;
    dropped integer := 0;
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
            owner := '';
            LOOP -- from tenant to tenant by the index, whatever each has
                EXECUTE format('SELECT min(tenant_id) FROM %s WHERE tenant_id > $1', child) INTO owner USING owner;
                EXIT WHEN owner IS NULL OR owner <> ALL (expired);
            END LOOP;
            CONTINUE WHEN owner IS NOT NULL;
            EXECUTE format('DROP TABLE %s', child);
            dropped := dropped + 1;
        EXCEPTION WHEN lock_not_available THEN
            CONTINUE; -- next time
        END;
    END LOOP;
    RETURN dropped;
END
$$;
-- +goose StatementEnd
REVOKE EXECUTE ON FUNCTION drop_partitions(regclass, timestamptz, text[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION drop_partitions(regclass, timestamptz, text[]) TO mmm_worker;

-- +goose Down
DROP FUNCTION drop_partitions(regclass, timestamptz, text[]);
REVOKE DELETE ON decisions, deliveries, deferrals, digests, approvals, outcomes, feedback, receipts, events, playbook_decisions,
    idempotency, replays, signal_decisions, signals, fatigue_windows, channel_stops FROM mmm_worker;
REVOKE SELECT ON deliveries, deferrals, digests, approvals, outcomes, feedback, idempotency, replays, signal_decisions, signals,
    fatigue_windows, channel_stops, tenant_policies FROM mmm_worker;
DROP POLICY worker_all ON tenant_policies;
DROP POLICY worker_all ON channel_stops;
DROP POLICY worker_all ON fatigue_windows;
DROP POLICY worker_all ON signals;
DROP POLICY worker_all ON signal_decisions;
DROP POLICY worker_all ON replays;
DROP POLICY worker_all ON idempotency;
DROP POLICY worker_all ON feedback;
DROP POLICY worker_all ON outcomes;
DROP POLICY worker_all ON approvals;
DROP POLICY worker_all ON digests;
DROP POLICY worker_all ON deferrals;
DROP POLICY worker_all ON deliveries;
DROP INDEX channel_stops_by_age, fatigue_windows_by_age, signals_by_age, signal_decisions_by_age, replays_by_age, idempotency_by_age;
ALTER TABLE retention_floors DROP COLUMN outcomes_swept, DROP COLUMN decisions_swept;
