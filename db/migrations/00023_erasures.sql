-- +goose Up

-- What became of requests to forget an actor. One that is pending knows whom it is about,
-- and nothing is recorded of that actor while it is; afterwards nobody knows.
CREATE TABLE erasures (
    tenant_id    text        NOT NULL,
    erasure_id   uuid        NOT NULL,
    actor_id     text        CHECK (actor_id <> ''),
    -- takes the place of the actor in what is kept
    alias        text        NOT NULL,
    state        text        NOT NULL CHECK (state IN ('pending', 'completed', 'refused')),
    reason       text        NOT NULL,
    -- a reference, like all that receipts know of people
    requested_by uuid        NOT NULL,
    admin_type   text        NOT NULL,
    requested_at timestamptz NOT NULL,
    -- since when nothing more was found, and the transactions that could still write then
    -- are those below that one
    swept_at     timestamptz,
    swept_xid    bigint,
    ended_at     timestamptz,
    removed      jsonb       NOT NULL DEFAULT '{}',
    PRIMARY KEY (tenant_id, erasure_id),
    CONSTRAINT known_while_pending CHECK ((state = 'pending') = (actor_id IS NOT NULL)),
    CONSTRAINT ended_once CHECK ((state = 'pending') = (ended_at IS NULL))
);
-- Every write asks it. There is one an actor at a time.
CREATE UNIQUE INDEX erasures_pending ON erasures (tenant_id, actor_id) WHERE actor_id IS NOT NULL;

CALL isolate_by_tenant('erasures', true);
GRANT SELECT, INSERT ON erasures TO mmm_api;
GRANT UPDATE (actor_id, state, reason, ended_at) ON erasures TO mmm_api;
GRANT SELECT, UPDATE ON erasures TO mmm_worker;

-- What is found by its actor. Without the tenant in front: a planner that knows nothing of
-- a table takes any index of tenants for as good as its primary key.
CREATE INDEX outcomes_of_actor ON outcomes (actor_id);
CREATE INDEX feedback_of_actor ON feedback (actor_id);
CREATE INDEX approvals_of_actor ON approvals (actor_id);
CREATE INDEX approvals_of_approver ON approvals (approver_id) WHERE approver_id IS NOT NULL;
CREATE INDEX deferrals_of_actor ON deferrals (actor_id) WHERE actor_id <> '';
CREATE INDEX digests_of_actor ON digests (actor_id) WHERE actor_id <> '';

-- The worker forgets the actor.
CREATE POLICY worker_all ON actor_refs TO mmm_worker USING (true);
CREATE POLICY worker_all ON actor_preferences TO mmm_worker USING (true);
CREATE POLICY worker_all ON audit_entries TO mmm_worker USING (true);
GRANT DELETE ON actor_refs, actor_preferences TO mmm_worker;
GRANT SELECT (tenant_id, actor_id) ON actor_refs, actor_preferences TO mmm_worker;
GRANT SELECT (tenant_id, entry_id, admin_id, resource, before, after), UPDATE (admin_id, resource, before, after)
    ON audit_entries TO mmm_worker;
GRANT SELECT (created_at, body), UPDATE (actor_id, body) ON decisions TO mmm_worker;
GRANT SELECT (decision_id, actor_id, reason), UPDATE (actor_id, reason) ON outcomes TO mmm_worker;
GRANT SELECT (actor_id), UPDATE (actor_id) ON feedback TO mmm_worker;
GRANT SELECT (decision_id, actor_id, actor_reason, approver_id, approver_reason),
    UPDATE (actor_id, actor_reason, approver_id, approver_reason) ON approvals TO mmm_worker;
GRANT SELECT (actor_id) ON deliveries, deferrals, digests TO mmm_worker;
GRANT SELECT (decision_id) ON idempotency TO mmm_worker;
GRANT SELECT (answer) ON replays TO mmm_worker;

-- +goose Down
REVOKE SELECT (answer) ON replays FROM mmm_worker;
REVOKE SELECT (decision_id) ON idempotency FROM mmm_worker;
REVOKE SELECT (actor_id) ON deliveries, deferrals, digests FROM mmm_worker;
REVOKE SELECT (decision_id, actor_id, actor_reason, approver_id, approver_reason),
    UPDATE (actor_id, actor_reason, approver_id, approver_reason) ON approvals FROM mmm_worker;
REVOKE SELECT (actor_id), UPDATE (actor_id) ON feedback FROM mmm_worker;
REVOKE SELECT (decision_id, actor_id, reason), UPDATE (actor_id, reason) ON outcomes FROM mmm_worker;
REVOKE SELECT (created_at, body), UPDATE (actor_id, body) ON decisions FROM mmm_worker;
REVOKE SELECT (tenant_id, entry_id, admin_id, resource, before, after), UPDATE (admin_id, resource, before, after)
    ON audit_entries FROM mmm_worker;
REVOKE SELECT (tenant_id, actor_id) ON actor_refs, actor_preferences FROM mmm_worker;
REVOKE DELETE ON actor_refs, actor_preferences FROM mmm_worker;
DROP POLICY worker_all ON audit_entries;
DROP POLICY worker_all ON actor_preferences;
DROP POLICY worker_all ON actor_refs;
DROP INDEX digests_of_actor, deferrals_of_actor, approvals_of_approver, approvals_of_actor, feedback_of_actor, outcomes_of_actor;
DROP TABLE erasures;
