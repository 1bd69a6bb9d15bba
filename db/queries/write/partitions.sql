-- name: EnsurePartitions :exec
SELECT ensure_partitions((@parent::text)::regclass, @weeks_ahead);
