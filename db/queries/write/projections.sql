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
-- Here and below: the generation is read behind the checkpoint's lock, so that a rebuild
-- that has just ended is not passed over.
INSERT INTO tenant_stats_hourly AS t (tenant_id, generation, measure, bucket, surface, action_type, result, count, actors)
SELECT unnest(@tenant_ids::text[]), CASE WHEN @building::boolean THEN p.building ELSE p.generation END,
    unnest(@measures::text[]), unnest(@buckets::timestamptz[]), unnest(@surfaces::text[]), unnest(@action_types::text[]),
    unnest(@results::text[]), unnest(@counts::bigint[]), unnest(@actors::text[])::uuid[]
FROM projections AS p WHERE p.name = 'tenant_stats'
ON CONFLICT (tenant_id, generation, measure, bucket, surface, action_type, result) DO UPDATE
    SET count = t.count + excluded.count, actors = merge_actors(t.actors, excluded.actors);

-- name: AddTenantDays :batchexec
INSERT INTO tenant_stats_daily AS t (tenant_id, generation, measure, bucket, surface, action_type, result, count, actors)
SELECT unnest(@tenant_ids::text[]), CASE WHEN @building::boolean THEN p.building ELSE p.generation END,
    unnest(@measures::text[]), unnest(@buckets::timestamptz[]), unnest(@surfaces::text[]), unnest(@action_types::text[]),
    unnest(@results::text[]), unnest(@counts::bigint[]), unnest(@actors::text[])::uuid[]
FROM projections AS p WHERE p.name = 'tenant_stats'
ON CONFLICT (tenant_id, generation, measure, bucket, surface, action_type, result) DO UPDATE
    SET count = t.count + excluded.count, actors = merge_actors(t.actors, excluded.actors);

-- name: AddPlaybookHours :batchexec
INSERT INTO playbook_stats_hourly AS t
    (tenant_id, generation, playbook_id, measure, bucket, surface, action_type, result, count, actors)
SELECT unnest(@tenant_ids::text[]), CASE WHEN @building::boolean THEN p.building ELSE p.generation END,
    unnest(@playbook_ids::uuid[]), unnest(@measures::text[]), unnest(@buckets::timestamptz[]), unnest(@surfaces::text[]),
    unnest(@action_types::text[]), unnest(@results::text[]), unnest(@counts::bigint[]), unnest(@actors::text[])::uuid[]
FROM projections AS p WHERE p.name = 'playbook_stats'
ON CONFLICT (tenant_id, generation, playbook_id, measure, bucket, surface, action_type, result) DO UPDATE
    SET count = t.count + excluded.count, actors = merge_actors(t.actors, excluded.actors);

-- name: AddPlaybookDays :batchexec
INSERT INTO playbook_stats_daily AS t
    (tenant_id, generation, playbook_id, measure, bucket, surface, action_type, result, count, actors)
SELECT unnest(@tenant_ids::text[]), CASE WHEN @building::boolean THEN p.building ELSE p.generation END,
    unnest(@playbook_ids::uuid[]), unnest(@measures::text[]), unnest(@buckets::timestamptz[]), unnest(@surfaces::text[]),
    unnest(@action_types::text[]), unnest(@results::text[]), unnest(@counts::bigint[]), unnest(@actors::text[])::uuid[]
FROM projections AS p WHERE p.name = 'playbook_stats'
ON CONFLICT (tenant_id, generation, playbook_id, measure, bucket, surface, action_type, result) DO UPDATE
    SET count = t.count + excluded.count, actors = merge_actors(t.actors, excluded.actors);

-- name: AddExposures :batchexec
-- An actor is counted for a variant on the first day only.
WITH exposed AS (
    INSERT INTO experiment_actors (tenant_id, generation, experiment_id, actor_ref, variant, bucket)
    SELECT @tenant_id::text, CASE WHEN @building::boolean THEN p.building ELSE p.generation END, @experiment_id::uuid,
        unnest(@actors::uuid[]), @variant::text, @bucket::timestamptz
    FROM projections AS p WHERE p.name = 'experiment_stats'
    ON CONFLICT (tenant_id, generation, experiment_id, actor_ref, variant) DO NOTHING
    RETURNING true
)
INSERT INTO experiment_stats AS t
    (tenant_id, generation, experiment_id, variant, bucket, exposures, accepted, dismissed, actors)
SELECT @tenant_id::text, CASE WHEN @building::boolean THEN p.building ELSE p.generation END, @experiment_id::uuid,
    @variant::text, @bucket::timestamptz, @exposures::bigint, @accepted::bigint, @dismissed::bigint,
    (SELECT count(*) FROM exposed)
FROM projections AS p WHERE p.name = 'experiment_stats'
ON CONFLICT (tenant_id, generation, experiment_id, variant, bucket) DO UPDATE
    SET exposures = t.exposures + excluded.exposures, accepted = t.accepted + excluded.accepted,
        dismissed = t.dismissed + excluded.dismissed, actors = t.actors + excluded.actors;

-- name: AddFirings :batchexec
INSERT INTO playbook_decisions (tenant_id, playbook_id, decision_id)
SELECT unnest(@tenant_ids::text[]), unnest(@playbook_ids::uuid[]), unnest(@decision_ids::uuid[])
ON CONFLICT (tenant_id, playbook_id, decision_id) DO NOTHING;
