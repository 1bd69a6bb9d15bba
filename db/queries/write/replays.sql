-- name: ReadReplay :batchone
SELECT request_hash, answer, xid::text AS token
FROM replays
WHERE tenant_id = @tenant_id AND operation = @operation AND caller = @caller AND key = @key AND created_at > @since;

-- name: RecordReplay :batchone
-- An expired key is taken over.
WITH taken AS (
    INSERT INTO replays AS r (tenant_id, operation, caller, key, request_hash, answer, created_at)
    VALUES (@tenant_id, @operation, @caller, @key, @request_hash, @answer, @created_at)
    ON CONFLICT (tenant_id, operation, caller, key) DO UPDATE
        SET request_hash = excluded.request_hash, answer = excluded.answer, xid = excluded.xid, created_at = excluded.created_at
        WHERE r.created_at <= excluded.created_at - @life::interval
    RETURNING true
)
SELECT require_swap(EXISTS (SELECT FROM taken), 'idempotency_key') AS won;
