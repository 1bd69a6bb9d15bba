-- name: EnterReplica :one
-- UseTenant on a replica, with what says whether it may answer. Of the first statement
-- the snapshot is that all others read. A standby does not list the transactions that run
-- elsewhere, so that pg_visible_in_snapshot would take one that is still open for
-- committed: only what lies below the oldest of them is certain.
SELECT (set_config('mmm.tenant_ids', (@tenant_ids::text[])::text, true) IS NOT NULL)::boolean AS used,
    pg_is_in_recovery()::boolean AS standby,
    (@token::bigint < pg_snapshot_xmin(pg_current_snapshot())::text::bigint)::boolean AS settled;

-- name: IsReplayed :one
-- Whether the tenant's commit of that transaction is here, by the event that commands
-- write with it: so nobody waits for another's transaction that stays open.
SELECT EXISTS (SELECT FROM events AS e WHERE e.tenant_id = @tenant_id AND e.xid = @token::bigint)::boolean AS replayed;

-- name: IsUncounted :one
-- Whether an event of the tenant, up to the transaction, is not in the aggregates yet.
SELECT EXISTS (
    SELECT FROM events AS e
    WHERE e.tenant_id = @tenant_id AND e.xid <= @token::bigint
        AND (e.xid, e.number) > (
            coalesce((SELECT c.xid FROM checkpoints AS c WHERE c.follower = @follower), 0),
            coalesce((SELECT c.number FROM checkpoints AS c WHERE c.follower = @follower), 0))
)::boolean AS uncounted;
