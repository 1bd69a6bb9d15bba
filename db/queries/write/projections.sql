-- name: ReadEvents :many
-- Only below the oldest transaction still running: nothing can come in before it.
SELECT e.xid, e.number, e.tenant_id, e.name, e.occurred_at, e.body
FROM events AS e
WHERE (e.xid, e.number) > (@xid::bigint, @number::bigint) AND (e.xid, e.number) <= (@last_xid::bigint, @last_number::bigint)
    AND e.xid < pg_snapshot_xmin(pg_current_snapshot())::text::bigint
ORDER BY e.xid, e.number
LIMIT @most;

-- name: ReadNextEvent :one
-- When the first event behind the position was made, whether or not it may be read yet.
SELECT e.occurred_at FROM events AS e
WHERE (e.xid, e.number) > (@xid::bigint, @number::bigint)
ORDER BY e.xid, e.number
LIMIT 1;

-- name: AddTenantHours :batchexec
-- Here and below: rows are of the generation in force, read behind the checkpoint's lock,
-- so that a rebuild that has just ended is not passed over; or of the one that a rebuild
-- fills, and nowhere once another rebuild has begun.
INSERT INTO tenant_stats_hourly AS t (tenant_id, generation, measure, bucket, surface, action_type, result, count, actors)
SELECT unnest(@tenant_ids::text[]), coalesce(nullif(@generation::integer, 0), p.generation),
    unnest(@measures::text[]), unnest(@buckets::timestamptz[]), unnest(@surfaces::text[]), unnest(@action_types::text[]),
    unnest(@results::text[]), unnest(@counts::bigint[]), unnest(@actors::text[])::uuid[]
FROM projections AS p WHERE p.name = 'tenant_stats' AND @generation::integer IN (0, p.building)
ON CONFLICT (tenant_id, generation, measure, bucket, surface, action_type, result) DO UPDATE
    SET count = t.count + excluded.count, actors = merge_actors(t.actors, excluded.actors);

-- name: AddTenantDays :batchexec
INSERT INTO tenant_stats_daily AS t (tenant_id, generation, measure, bucket, surface, action_type, result, count, actors)
SELECT unnest(@tenant_ids::text[]), coalesce(nullif(@generation::integer, 0), p.generation),
    unnest(@measures::text[]), unnest(@buckets::timestamptz[]), unnest(@surfaces::text[]), unnest(@action_types::text[]),
    unnest(@results::text[]), unnest(@counts::bigint[]), unnest(@actors::text[])::uuid[]
FROM projections AS p WHERE p.name = 'tenant_stats' AND @generation::integer IN (0, p.building)
ON CONFLICT (tenant_id, generation, measure, bucket, surface, action_type, result) DO UPDATE
    SET count = t.count + excluded.count, actors = merge_actors(t.actors, excluded.actors);

-- name: AddPlaybookHours :batchexec
INSERT INTO playbook_stats_hourly AS t
    (tenant_id, generation, playbook_id, measure, bucket, surface, action_type, result, count, actors)
SELECT unnest(@tenant_ids::text[]), coalesce(nullif(@generation::integer, 0), p.generation),
    unnest(@playbook_ids::uuid[]), unnest(@measures::text[]), unnest(@buckets::timestamptz[]), unnest(@surfaces::text[]),
    unnest(@action_types::text[]), unnest(@results::text[]), unnest(@counts::bigint[]), unnest(@actors::text[])::uuid[]
FROM projections AS p WHERE p.name = 'playbook_stats' AND @generation::integer IN (0, p.building)
ON CONFLICT (tenant_id, generation, playbook_id, measure, bucket, surface, action_type, result) DO UPDATE
    SET count = t.count + excluded.count, actors = merge_actors(t.actors, excluded.actors);

-- name: AddPlaybookDays :batchexec
INSERT INTO playbook_stats_daily AS t
    (tenant_id, generation, playbook_id, measure, bucket, surface, action_type, result, count, actors)
SELECT unnest(@tenant_ids::text[]), coalesce(nullif(@generation::integer, 0), p.generation),
    unnest(@playbook_ids::uuid[]), unnest(@measures::text[]), unnest(@buckets::timestamptz[]), unnest(@surfaces::text[]),
    unnest(@action_types::text[]), unnest(@results::text[]), unnest(@counts::bigint[]), unnest(@actors::text[])::uuid[]
FROM projections AS p WHERE p.name = 'playbook_stats' AND @generation::integer IN (0, p.building)
ON CONFLICT (tenant_id, generation, playbook_id, measure, bucket, surface, action_type, result) DO UPDATE
    SET count = t.count + excluded.count, actors = merge_actors(t.actors, excluded.actors);

-- name: AddExposures :batchexec
-- An actor is counted for a variant on the first day only.
WITH exposed AS (
    INSERT INTO experiment_actors (tenant_id, generation, experiment_id, actor_ref, variant, bucket)
    SELECT @tenant_id::text, coalesce(nullif(@generation::integer, 0), p.generation), @experiment_id::uuid,
        unnest(@actors::uuid[]), @variant::text, @bucket::timestamptz
    FROM projections AS p WHERE p.name = 'experiment_stats' AND @generation::integer IN (0, p.building)
    ON CONFLICT (tenant_id, generation, experiment_id, actor_ref, variant) DO NOTHING
    RETURNING true
)
INSERT INTO experiment_stats AS t
    (tenant_id, generation, experiment_id, variant, bucket, exposures, accepted, dismissed, actors)
SELECT @tenant_id::text, coalesce(nullif(@generation::integer, 0), p.generation), @experiment_id::uuid,
    @variant::text, @bucket::timestamptz, @exposures::bigint, @accepted::bigint, @dismissed::bigint,
    (SELECT count(*) FROM exposed)
FROM projections AS p WHERE p.name = 'experiment_stats' AND @generation::integer IN (0, p.building)
ON CONFLICT (tenant_id, generation, experiment_id, variant, bucket) DO UPDATE
    SET exposures = t.exposures + excluded.exposures, accepted = t.accepted + excluded.accepted,
        dismissed = t.dismissed + excluded.dismissed, actors = t.actors + excluded.actors;

-- name: AddFirings :batchexec
INSERT INTO playbook_decisions (tenant_id, playbook_id, decision_id)
SELECT unnest(@tenant_ids::text[]), unnest(@playbook_ids::uuid[]), unnest(@decision_ids::uuid[])
ON CONFLICT (tenant_id, playbook_id, decision_id) DO NOTHING;

-- name: BeginRebuild :many
-- All of them share the number.
UPDATE projections AS p SET newest = m.newest + 1, building = m.newest + 1
FROM (SELECT max(newest) AS newest FROM projections) AS m
WHERE p.name = ANY (@names::text[])
RETURNING p.newest;

-- name: KeepTenantHours :exec
-- Here and below: what was counted of events that are not kept any more.
INSERT INTO tenant_stats_hourly (tenant_id, generation, measure, bucket, surface, action_type, result, count, actors)
SELECT s.tenant_id, @generation::integer, s.measure, s.bucket, s.surface, s.action_type, s.result, s.count, s.actors
FROM tenant_stats_hourly AS s JOIN retention_floors AS f ON f.tenant_id = s.tenant_id
WHERE s.generation = (SELECT p.generation FROM projections AS p WHERE p.name = 'tenant_stats')
    AND s.bucket < CASE WHEN s.measure = 'outcomes' THEN f.outcomes_floor ELSE f.decisions_floor END;

-- name: KeepTenantDays :exec
INSERT INTO tenant_stats_daily (tenant_id, generation, measure, bucket, surface, action_type, result, count, actors)
SELECT s.tenant_id, @generation::integer, s.measure, s.bucket, s.surface, s.action_type, s.result, s.count, s.actors
FROM tenant_stats_daily AS s JOIN retention_floors AS f ON f.tenant_id = s.tenant_id
WHERE s.generation = (SELECT p.generation FROM projections AS p WHERE p.name = 'tenant_stats')
    AND s.bucket < CASE WHEN s.measure = 'outcomes' THEN f.outcomes_floor ELSE f.decisions_floor END;

-- name: KeepPlaybookHours :exec
INSERT INTO playbook_stats_hourly
    (tenant_id, generation, playbook_id, measure, bucket, surface, action_type, result, count, actors)
SELECT s.tenant_id, @generation::integer, s.playbook_id, s.measure, s.bucket, s.surface, s.action_type, s.result, s.count, s.actors
FROM playbook_stats_hourly AS s JOIN retention_floors AS f ON f.tenant_id = s.tenant_id
WHERE s.generation = (SELECT p.generation FROM projections AS p WHERE p.name = 'playbook_stats')
    AND s.bucket < CASE WHEN s.measure = 'outcomes' THEN f.outcomes_floor ELSE f.decisions_floor END;

-- name: KeepPlaybookDays :exec
INSERT INTO playbook_stats_daily
    (tenant_id, generation, playbook_id, measure, bucket, surface, action_type, result, count, actors)
SELECT s.tenant_id, @generation::integer, s.playbook_id, s.measure, s.bucket, s.surface, s.action_type, s.result, s.count, s.actors
FROM playbook_stats_daily AS s JOIN retention_floors AS f ON f.tenant_id = s.tenant_id
WHERE s.generation = (SELECT p.generation FROM projections AS p WHERE p.name = 'playbook_stats')
    AND s.bucket < CASE WHEN s.measure = 'outcomes' THEN f.outcomes_floor ELSE f.decisions_floor END;

-- name: KeepExposures :exec
-- Exposures are of decisions, what was accepted and dismissed of outcomes.
INSERT INTO experiment_stats
    (tenant_id, generation, experiment_id, variant, bucket, exposures, accepted, dismissed, actors)
SELECT s.tenant_id, @generation::integer, s.experiment_id, s.variant, s.bucket,
    CASE WHEN s.bucket < f.decisions_floor THEN s.exposures ELSE 0 END,
    CASE WHEN s.bucket < f.outcomes_floor THEN s.accepted ELSE 0 END,
    CASE WHEN s.bucket < f.outcomes_floor THEN s.dismissed ELSE 0 END,
    CASE WHEN s.bucket < f.decisions_floor THEN s.actors ELSE 0 END
FROM experiment_stats AS s JOIN retention_floors AS f ON f.tenant_id = s.tenant_id
WHERE s.generation = (SELECT p.generation FROM projections AS p WHERE p.name = 'experiment_stats')
    AND s.bucket < greatest(f.decisions_floor, f.outcomes_floor);

-- name: KeepExposed :exec
INSERT INTO experiment_actors (tenant_id, generation, experiment_id, actor_ref, variant, bucket)
SELECT s.tenant_id, @generation::integer, s.experiment_id, s.actor_ref, s.variant, s.bucket
FROM experiment_actors AS s JOIN retention_floors AS f ON f.tenant_id = s.tenant_id
WHERE s.generation = (SELECT p.generation FROM projections AS p WHERE p.name = 'experiment_stats')
    AND s.bucket < f.decisions_floor;

-- name: ReadFloors :many
SELECT tenant_id, decisions_floor, outcomes_floor FROM retention_floors;

-- name: FinishRebuild :batchone
-- The checkpoint stays locked until the end of the transaction, so that the projector
-- waits and then goes on in the new generation.
WITH held AS (
    SELECT true FROM checkpoints AS c
    WHERE c.follower = @follower AND c.xid = @xid::bigint AND c.number = @number::bigint
    FOR UPDATE
), moved AS (
    UPDATE projections AS p SET generation = p.building, building = NULL
    WHERE p.name = ANY (@names::text[]) AND p.building = @generation::integer AND EXISTS (SELECT FROM held)
    RETURNING true
)
SELECT require_swap((SELECT count(*) FROM moved) = cardinality(@names::text[]), 'checkpoint') AS won;

-- name: SweepTenantHours :execrows
-- Here and below: rows of generations that nobody reads or fills any more. There are few
-- rows in all, and none is looked for but after a rebuild.
DELETE FROM tenant_stats_hourly WHERE ctid = ANY (ARRAY(
    SELECT s.ctid FROM tenant_stats_hourly AS s, projections AS p
    WHERE p.name = 'tenant_stats' AND s.generation <> p.generation AND s.generation IS DISTINCT FROM p.building
    LIMIT @most
));

-- name: SweepTenantDays :execrows
DELETE FROM tenant_stats_daily WHERE ctid = ANY (ARRAY(
    SELECT s.ctid FROM tenant_stats_daily AS s, projections AS p
    WHERE p.name = 'tenant_stats' AND s.generation <> p.generation AND s.generation IS DISTINCT FROM p.building
    LIMIT @most
));

-- name: SweepPlaybookHours :execrows
DELETE FROM playbook_stats_hourly WHERE ctid = ANY (ARRAY(
    SELECT s.ctid FROM playbook_stats_hourly AS s, projections AS p
    WHERE p.name = 'playbook_stats' AND s.generation <> p.generation AND s.generation IS DISTINCT FROM p.building
    LIMIT @most
));

-- name: SweepPlaybookDays :execrows
DELETE FROM playbook_stats_daily WHERE ctid = ANY (ARRAY(
    SELECT s.ctid FROM playbook_stats_daily AS s, projections AS p
    WHERE p.name = 'playbook_stats' AND s.generation <> p.generation AND s.generation IS DISTINCT FROM p.building
    LIMIT @most
));

-- name: SweepExposures :execrows
DELETE FROM experiment_stats WHERE ctid = ANY (ARRAY(
    SELECT s.ctid FROM experiment_stats AS s, projections AS p
    WHERE p.name = 'experiment_stats' AND s.generation <> p.generation AND s.generation IS DISTINCT FROM p.building
    LIMIT @most
));

-- name: SweepExposed :execrows
DELETE FROM experiment_actors WHERE ctid = ANY (ARRAY(
    SELECT s.ctid FROM experiment_actors AS s, projections AS p
    WHERE p.name = 'experiment_stats' AND s.generation <> p.generation AND s.generation IS DISTINCT FROM p.building
    LIMIT @most
));
