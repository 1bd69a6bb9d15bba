package system_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/domain/actor"
)

func (r renter) rate(actionID, rating string) request {
	return r.post("/actions/"+actionID+"/feedback", document{"rating": rating}, nil)
}

func TestTheLastFeedbackOnAnActionCounts(t *testing.T) {
	t.Parallel()
	r := shared.renter(t).withExamples(t)
	made := r.decide(t, r.ask("security.code_scanning", alert()))
	actionID, before := made.Actions[0].ID, r.counts(t)
	for _, rating := range []string{"useful", "not_useful"} {
		got := r.do(t, r.as(t, "kim").rate(actionID, rating))
		require.NotEmpty(t, got.header.Get("MMM-Consistency-Token"))
		given := decoded[struct {
			Feedback struct {
				ActionID string `json:"action_id"`
				Rating   string
				RatedAt  time.Time `json:"rated_at"`
			}
		}](t, got, http.StatusAccepted).Feedback
		require.Equal(t, actionID, given.ActionID)
		require.Equal(t, rating, given.Rating)
		require.WithinDuration(t, time.Now(), given.RatedAt, patience)
		kept := rows[string](t, r.stack, "SELECT rating || ' by ' || actor_id FROM feedback WHERE tenant_id = $1", r.id)
		require.Equal(t, []string{rating + " by kim"}, kept)
	}
	again := r.do(t, r.as(t, "kim").rate(actionID, "not_useful"))
	require.Equal(t, http.StatusAccepted, again.status)
	require.Empty(t, again.header.Get("MMM-Consistency-Token"), "nothing was written")
	after := r.counts(t)
	require.Equal(t, before["events"]+2, after["events"])
	require.Equal(t, before["receipts"], after["receipts"], "feedback is no evidence")
	all := shared.metrics(t)
	for _, rating := range []string{"useful", "not_useful"} {
		require.InDelta(t, 1, all.value("mmm_feedback_total", labels{"tenant_id": r.id, "rating": rating}), 0)
	}
}

func TestNobodyButTheActorOfAnActionRatesIt(t *testing.T) {
	t.Parallel()
	r := shared.renter(t).withExamples(t)
	made := r.decide(t, r.ask("security.code_scanning", alert()))
	actionID := made.Actions[0].ID
	for name, ask := range map[string]request{
		"another actor":         r.as(t, "lee", actor.ScopeOutcome).rate(actionID, "useful"),
		"who acts for others":   r.as(t, "ci-7", actor.ScopeOutcome, actor.ScopeActForOthers).rate(actionID, "useful"),
		"the name elsewhere":    shared.renter(t).rate(actionID, "useful"),
		"an unknown action":     r.rate("018f6f2a-7c3e-7b1a-9d55-0d6f4f1a2b3c", "useful"),
		"a decision":            r.rate(made.ID, "useful"),
		"what is no one's name": r.rate("nothing", "useful"),
	} {
		require.Equal(t, "NOT_FOUND", refused(t, r.do(t, ask), http.StatusNotFound).Code, name)
	}
	require.Equal(t, []string{"rating"}, refused(t, r.do(t, r.rate(actionID, planted)), http.StatusUnprocessableEntity).paths())
	require.Zero(t, r.count(t, "feedback"))
}
