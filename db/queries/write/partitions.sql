-- name: EnsurePartitions :exec
SELECT ensure_partitions('decisions', @weeks_ahead), ensure_partitions('receipts', @weeks_ahead),
    ensure_partitions('events', @weeks_ahead);
