-- name: EnterReplica :one
-- UseTenant on a replica, with what says whether it may answer. Of the first statement
-- the snapshot is that all others read.
SELECT (set_config('mmm.tenant_ids', (@tenant_ids::text[])::text, true) IS NOT NULL)::boolean AS used,
    pg_is_in_recovery()::boolean AS standby,
    pg_visible_in_snapshot((@token::text)::xid8, pg_current_snapshot())::boolean AS visible;

-- name: IsUncounted :one
-- Whether an event of the tenant, up to the transaction, is not in the aggregates yet.
SELECT EXISTS (
    SELECT FROM events AS e
    WHERE e.tenant_id = @tenant_id AND e.xid <= @token::bigint
        AND (e.xid, e.number) > (
            coalesce((SELECT c.xid FROM checkpoints AS c WHERE c.follower = @follower), 0),
            coalesce((SELECT c.number FROM checkpoints AS c WHERE c.follower = @follower), 0))
)::boolean AS uncounted;
