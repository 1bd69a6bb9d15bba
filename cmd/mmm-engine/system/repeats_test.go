package system_test

import (
	"net/http"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/adapters/iam"
	"github.com/mmm-engine/mmm-engine/domain/actor"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
)

func TestADryRunLeavesNothing(t *testing.T) {
	t.Parallel()
	r := shared.renter(t).withExamples(t)
	before := r.counts(t)
	ask := r.ask("security.code_scanning", alert())
	ask["dry_run"] = true
	got := decoded[decided](t, r.do(t, r.post("/decide", ask, map[string]string{"Idempotency-Key": "k"})), http.StatusOK)
	require.Len(t, got.Decision.Actions, 1)
	require.Nil(t, got.Decision.Receipt)
	require.Equal(t, before, r.counts(t))
	refused(t, r.do(t, request{method: http.MethodGet, path: "/decisions/" + got.Decision.ID, token: r.token}), http.StatusNotFound)
}

func TestAnIdempotencyKeyAnswersTheFirstAnswerAgain(t *testing.T) {
	t.Parallel()
	r := shared.renter(t).withExamples(t)
	ask, key := r.ask("security.code_scanning", alert()), map[string]string{"Idempotency-Key": planted + " key"}
	first := r.do(t, r.post("/decide", ask, key))
	require.Empty(t, first.header.Get("Idempotency-Replayed"))
	second := r.do(t, r.post("/decide", ask, key))
	require.Equal(t, "true", second.header.Get("Idempotency-Replayed"))
	require.JSONEq(t, string(first.body), string(second.body))
	require.Equal(t, 1, r.count(t, "decisions"))

	refused(t, r.do(t, r.post("/decide", r.ask("security.code_scanning", alert()), key)), http.StatusUnprocessableEntity)
	other := r
	other.token = r.mint(t, iam.Grant{TenantID: tenant.ID(r.id), ActorID: "lee", Scopes: []actor.Scope{actor.ScopeDecide}})
	lees := other.do(t, other.post("/decide", document{"tenant_id": r.id}, key))
	require.Empty(t, lees.header.Get("Idempotency-Replayed"), "the key of another caller is another key")
	require.Equal(t, http.StatusOK, lees.status)
}

func TestASignalIsDecidedOncePerActorAndSurface(t *testing.T) {
	t.Parallel()
	r := shared.renter(t).withExamples(t)
	ask := r.ask("security.code_scanning", alert())
	first := r.decide(t, ask)
	ask["context"].(document)["branch"] = planted + "-other"
	require.Equal(t, first.ID, r.decide(t, ask).ID, "whatever else the request says")
	ask["surface"] = "ci"
	require.NotEqual(t, first.ID, r.decide(t, ask).ID)
	ask["actor_id"], ask["surface"] = "lee", "ide"
	require.NotEqual(t, first.ID, r.decide(t, ask).ID)
	require.Equal(t, 3, r.count(t, "decisions"))
}

func TestTheFirstDecisionsOfAnActorMayComeAllAtOnce(t *testing.T) {
	t.Parallel()
	r := shared.renter(t).withExamples(t)
	const callers = 32
	answers := make([]answer, callers)
	var group sync.WaitGroup
	for i := range callers {
		group.Go(func() {
			answers[i], _ = r.try(t.Context(), r.post("/decide", r.ask("security.code_scanning", alert()), nil))
		})
	}
	group.Wait()
	ids := map[string]bool{}
	for _, got := range answers {
		ids[decoded[decided](t, got, http.StatusOK).Decision.ID] = true
	}
	require.Len(t, ids, callers)
	references := rows[string](t, r.stack, `SELECT DISTINCT body::jsonb #>> '{inputs,actor_ref}' FROM receipts
		WHERE tenant_id = $1 AND receipt_id IN (SELECT receipt_id FROM decisions WHERE tenant_id = $1)`, r.id)
	require.Len(t, references, 1, "one reference for one actor")
	require.Equal(t, 1, r.count(t, "actor_refs"))
}
