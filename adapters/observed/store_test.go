package observed_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/adapters/observed"
	"github.com/mmm-engine/mmm-engine/domain/action"
	"github.com/mmm-engine/mmm-engine/domain/actor"
	"github.com/mmm-engine/mmm-engine/domain/decision"
	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/domain/feedback"
	"github.com/mmm-engine/mmm-engine/domain/outcome"
	"github.com/mmm-engine/mmm-engine/domain/playbook"
	"github.com/mmm-engine/mmm-engine/domain/signal"
	"github.com/mmm-engine/mmm-engine/ports"
)

// storeFunc is a store made of its one method.
type storeFunc func(context.Context, ports.WriteSet) (ports.Token, error)

func (f storeFunc) Commit(ctx context.Context, set ports.WriteSet) (ports.Token, error) {
	return f(ctx, set)
}

type nothingStored struct{}

func (nothingStored) Commit(context.Context, ports.WriteSet) (ports.Token, error) { return "", nil }

func decided() *decision.Decision {
	return &decision.Decision{
		TenantID: "acme", Actor: actor.Actor{ID: "ada", Type: actor.Human}, Context: playbook.Context{Surface: action.IDE},
		Degraded: []string{"policy"},
		Actions:  []action.Action{{Type: action.Mirror}, {Type: action.Mentor}, {Type: action.Mirror}},
		Suppressed: []decision.Suppression{
			{Reason: decision.QuietHours}, {Reason: decision.Quota}, {Reason: decision.Quota, Shadow: true},
		},
	}
}

func TestTheStoreIsHandedTheSetAndItsAnswerPassedOn(t *testing.T) {
	t.Parallel()
	b, lost := newBench(t, 0), fault.New(fault.Stale, "STALE", "lost")
	var seen ports.WriteSet
	store := observed.NewStore(storeFunc(func(_ context.Context, set ports.WriteSet) (ports.Token, error) {
		seen = set
		return "7", lost
	}), b.metrics, b.tracer, b.clock)
	token, err := store.Commit(t.Context(), ports.WriteSet{TenantID: "acme"})
	require.Equal(t, ports.Token("7"), token)
	require.ErrorIs(t, err, lost)
	require.Equal(t, ports.WriteSet{TenantID: "acme"}, seen)
}

func TestACommittedDecisionIsCounted(t *testing.T) {
	t.Parallel()
	b := newBench(t, 0)
	store := observed.NewStore(nothingStored{}, b.metrics, b.tracer, b.clock)
	_, err := store.Commit(t.Context(), ports.WriteSet{TenantID: "acme", Decision: &ports.DecisionRow{Decision: decided()}})
	require.NoError(t, err)
	b.requireValue(t, 1, "mmm_decisions_total", "tenant_id=acme", "actor_type=human", "surface=ide", "degraded_mode=true")
	b.requireValue(t, 0, "mmm_decisions_total", "tenant_id=acme", "actor_type=human", "surface=ide", "degraded_mode=false")
	b.requireValue(t, 2, "mmm_actions_total", "tenant_id=acme", "action_type=mirror")
	b.requireValue(t, 1, "mmm_actions_total", "tenant_id=acme", "action_type=mentor")
	b.requireValue(t, 0, "mmm_actions_total", "tenant_id=acme", "action_type=multiplier")
	b.requireValue(t, 1, "mmm_actions_suppressed_total", "tenant_id=acme", "reason=quiet_hours")
	b.requireValue(t, 1, "mmm_actions_suppressed_total", "tenant_id=acme", "reason=quota")
}

func TestAFailedCommitCountsNothing(t *testing.T) {
	t.Parallel()
	b := newBench(t, 0)
	store := observed.NewStore(storeFunc(func(context.Context, ports.WriteSet) (ports.Token, error) {
		return "", errors.New("broken")
	}), b.metrics, b.tracer, b.clock)
	_, err := store.Commit(t.Context(), ports.WriteSet{
		TenantID: "acme", Decision: &ports.DecisionRow{Decision: decided()}, Feedback: &feedback.Feedback{Rating: feedback.Useful},
		Outcome: &ports.OutcomeRow{Outcome: outcome.Outcome{Result: outcome.Accepted}, ActionType: action.Mirror},
	})
	require.Error(t, err)
	for _, name := range []string{
		"mmm_decisions_total", "mmm_outcomes_total", "mmm_actions_accepted_total", "mmm_feedback_total",
	} {
		_, counted := b.value(t, name, "tenant_id=acme")
		require.False(t, counted, name)
	}
}

func TestSignalsAreCountedByKnownNamesOnly(t *testing.T) {
	t.Parallel()
	b := newBench(t, 0)
	store := observed.NewStore(nothingStored{}, b.metrics, b.tracer, b.clock)
	_, err := store.Commit(t.Context(), ports.WriteSet{TenantID: "acme", Signals: []signal.Signal{
		{Source: "github", EventType: "ci.failed"}, {Source: "made up", EventType: "made.up"},
	}})
	require.NoError(t, err)
	b.requireValue(t, 1, "mmm_signals_received_total", "tenant_id=acme", "source=github", "event_type=ci.failed")
	b.requireValue(t, 1, "mmm_signals_received_total", "tenant_id=acme", "source=other", "event_type=other")
}

func TestACommittedOutcomeIsCountedAndAnAcceptedActionByItsType(t *testing.T) {
	t.Parallel()
	b := newBench(t, 0)
	store := observed.NewStore(nothingStored{}, b.metrics, b.tracer, b.clock)
	for _, result := range []outcome.Result{outcome.Shown, outcome.Accepted, outcome.Executed} {
		_, err := store.Commit(t.Context(), ports.WriteSet{TenantID: "acme", Outcome: &ports.OutcomeRow{
			Outcome: outcome.Outcome{Result: result}, ActionType: action.Multiplier,
		}})
		require.NoError(t, err)
		b.requireValue(t, 1, "mmm_outcomes_total", "tenant_id=acme", "result="+string(result))
	}
	b.requireValue(t, 0, "mmm_outcomes_total", "tenant_id=acme", "result=failed")
	b.requireValue(t, 1, "mmm_actions_accepted_total", "tenant_id=acme", "action_type=multiplier")
	b.requireValue(t, 0, "mmm_actions_accepted_total", "tenant_id=acme", "action_type=mirror")
}

func TestFeedbackIsCountedByItsRating(t *testing.T) {
	t.Parallel()
	b := newBench(t, 0)
	store := observed.NewStore(nothingStored{}, b.metrics, b.tracer, b.clock)
	for _, rating := range []feedback.Rating{feedback.Useful, feedback.NotUseful, feedback.NotUseful} {
		_, err := store.Commit(t.Context(), ports.WriteSet{TenantID: "acme", Feedback: &feedback.Feedback{Rating: rating}})
		require.NoError(t, err)
	}
	b.requireValue(t, 1, "mmm_feedback_total", "tenant_id=acme", "rating=useful")
	b.requireValue(t, 2, "mmm_feedback_total", "tenant_id=acme", "rating=not_useful")
}

func TestCommitsAreTimedInSeconds(t *testing.T) {
	t.Parallel()
	b := newBench(t, 0)
	store := observed.NewStore(storeFunc(func(context.Context, ports.WriteSet) (ports.Token, error) {
		b.clock.pass(5 * time.Millisecond)
		return "", nil
	}), b.metrics, b.tracer, b.clock)
	_, err := store.Commit(t.Context(), ports.WriteSet{TenantID: "acme"})
	require.NoError(t, err)
	b.requireValue(t, 0.005, "mmm_store_commit_duration_seconds", "result=success")
}
