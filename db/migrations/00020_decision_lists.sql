-- +goose Up

-- What the list of decisions is filtered by. Few are degraded, so that index costs
-- next to nothing; an actor's decisions are what an erasure looks up too.
CREATE INDEX decisions_of_actor ON decisions (tenant_id, actor_id, decision_id) WHERE actor_id <> '';
CREATE INDEX decisions_degraded ON decisions (tenant_id, decision_id) WHERE degraded;

-- +goose Down
DROP INDEX decisions_degraded, decisions_of_actor;
