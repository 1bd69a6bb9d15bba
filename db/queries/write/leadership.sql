-- name: TryLead :one
-- The lock ends with the connection that holds it.
SELECT pg_try_advisory_lock(@lock::bigint) AS leads;

-- name: StopLeading :exec
SELECT pg_advisory_unlock(@lock::bigint);
