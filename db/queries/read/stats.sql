-- name: SumTenantDays :many
-- Measures are named, so that the days are a range of the index for each.
SELECT s.measure, s.action_type, s.result, sum(s.count)::bigint AS count
FROM tenant_stats_daily AS s
WHERE s.tenant_id = @tenant_id AND s.measure = ANY (@measures::text[])
    AND s.generation = (SELECT p.generation FROM projections AS p WHERE p.name = 'tenant_stats')
    AND s.bucket >= @since AND s.bucket < @until
GROUP BY s.measure, s.action_type, s.result;

-- name: ListTenantCells :many
-- By day or by hour, here and below: the other half is not even begun.
SELECT '00000000-0000-0000-0000-000000000000'::uuid AS playbook_id, s.bucket, s.surface, s.action_type, s.result, s.count, s.actors
FROM tenant_stats_daily AS s
WHERE @daily::boolean AND s.tenant_id = @tenant_id AND s.measure = @measure
    AND s.generation = (SELECT p.generation FROM projections AS p WHERE p.name = 'tenant_stats')
    AND s.bucket >= @since AND s.bucket < @until
UNION ALL
SELECT '00000000-0000-0000-0000-000000000000'::uuid AS playbook_id, s.bucket, s.surface, s.action_type, s.result, s.count, s.actors
FROM tenant_stats_hourly AS s
WHERE NOT @daily::boolean AND s.tenant_id = @tenant_id AND s.measure = @measure
    AND s.generation = (SELECT p.generation FROM projections AS p WHERE p.name = 'tenant_stats')
    AND s.bucket >= @since AND s.bucket < @until
LIMIT @most;

-- name: ListCellsOfPlaybooks :many
-- Those of every playbook.
SELECT s.playbook_id, s.bucket, s.surface, s.action_type, s.result, s.count, s.actors
FROM playbook_stats_daily AS s
WHERE @daily::boolean AND s.tenant_id = @tenant_id AND s.measure = @measure
    AND s.generation = (SELECT p.generation FROM projections AS p WHERE p.name = 'playbook_stats')
    AND s.bucket >= @since AND s.bucket < @until
UNION ALL
SELECT s.playbook_id, s.bucket, s.surface, s.action_type, s.result, s.count, s.actors
FROM playbook_stats_hourly AS s
WHERE NOT @daily::boolean AND s.tenant_id = @tenant_id AND s.measure = @measure
    AND s.generation = (SELECT p.generation FROM projections AS p WHERE p.name = 'playbook_stats')
    AND s.bucket >= @since AND s.bucket < @until
LIMIT @most;

-- name: ListCellsOfPlaybook :many
-- Those of one.
SELECT s.playbook_id, s.bucket, s.surface, s.action_type, s.result, s.count, s.actors
FROM playbook_stats_daily AS s
WHERE @daily::boolean AND s.tenant_id = @tenant_id AND s.playbook_id = @playbook_id AND s.measure = @measure
    AND s.generation = (SELECT p.generation FROM projections AS p WHERE p.name = 'playbook_stats')
    AND s.bucket >= @since AND s.bucket < @until
UNION ALL
SELECT s.playbook_id, s.bucket, s.surface, s.action_type, s.result, s.count, s.actors
FROM playbook_stats_hourly AS s
WHERE NOT @daily::boolean AND s.tenant_id = @tenant_id AND s.playbook_id = @playbook_id AND s.measure = @measure
    AND s.generation = (SELECT p.generation FROM projections AS p WHERE p.name = 'playbook_stats')
    AND s.bucket >= @since AND s.bucket < @until
LIMIT @most;

-- name: SumVariants :many
-- Over all days: an actor is counted on the first one only.
SELECT s.variant, sum(s.exposures)::bigint AS exposures, sum(s.accepted)::bigint AS accepted,
    sum(s.dismissed)::bigint AS dismissed, sum(s.actors)::bigint AS actors
FROM experiment_stats AS s
WHERE s.tenant_id = @tenant_id AND s.experiment_id = @experiment_id
    AND s.generation = (SELECT p.generation FROM projections AS p WHERE p.name = 'experiment_stats')
GROUP BY s.variant;
