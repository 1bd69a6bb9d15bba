package portstest

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/domain/action"
	"github.com/mmm-engine/mmm-engine/domain/decision"
	"github.com/mmm-engine/mmm-engine/domain/delivery"
	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/domain/feedback"
	"github.com/mmm-engine/mmm-engine/domain/id"
	"github.com/mmm-engine/mmm-engine/domain/outcome"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
	"github.com/mmm-engine/mmm-engine/ports"
)

func actionRules() map[string]storeRule {
	return map[string]storeRule{
		"an action's outcomes are read in the order of stages": outcomesInOrder,
		"a stage of an action has one outcome":                 outcomeTaken,
		"of concurrent outcomes of one stage one wins":         outcomeRace,
		"an action of nobody is not found":                     actionMissing,
		"a delivery is read with its decision":                 deliveryOfDecision,
		"a receiver that is gone is known by its address":      channelStopped,
		"the last verdict on an action counts":                 feedbackLast,
		"an action is read with the verdict on it":             feedbackRead,
	}
}

// Branched answers the sample decision with ids that name their parts, as those of
// real decisions do: its own is a root, its action's the first branch.
func Branched(owner tenant.ID, n byte, at time.Time) *decision.Decision {
	decided := SampleDecision(owner, n, at)
	decided.ID = id.At(Noon(), id.Entropy{7: n}).Root()
	decided.Actions[0].ID = decided.ID.Branch(1)
	decided.Actions[0].Surfaces = []action.Surface{action.IDE, action.CI, action.Alert}
	return decided
}

// SampleOutcome is one of the decision's first action.
func SampleOutcome(decided *decision.Decision, result outcome.Result, n byte) ports.WriteSet {
	reported := outcome.Outcome{
		ID: SampleID(n), ReceiptID: SampleID(n + 1), TenantID: decided.TenantID,
		DecisionID: decided.ID, ActionID: decided.Actions[0].ID, ActorID: "ada", Result: result, Reason: "not now",
		OccurredAt: decided.CreatedAt.Add(time.Second), RecordedAt: decided.CreatedAt.Add(time.Minute),
	}
	return ports.WriteSet{
		TenantID: decided.TenantID, At: reported.RecordedAt,
		Outcome: &ports.OutcomeRow{Outcome: reported, ActionType: decided.Actions[0].Type},
	}
}

func (s StoreSubject) action(t *testing.T, decided *decision.Decision) ports.ActionState {
	t.Helper()
	state, err := s.Actions.ReadAction(t.Context(), decided.TenantID, decided.ID, decided.Actions[0].ID)
	require.NoError(t, err)
	return state
}

func outcomesInOrder(t *testing.T, s StoreSubject) {
	t.Helper()
	decided := Branched(acme, 1, Noon())
	require.NoError(t, s.commit(t, DecisionSet(decided, nil)))
	require.Empty(t, s.action(t, decided).Outcomes)
	answered, shown := SampleOutcome(decided, outcome.Dismissed, 20), SampleOutcome(decided, outcome.Shown, 30)
	for _, set := range []ports.WriteSet{answered, shown} {
		require.NoError(t, s.commit(t, set))
	}
	state := s.action(t, decided)
	require.Equal(t, *decided, state.Decision)
	require.Equal(t, outcome.History{shown.Outcome.Outcome, answered.Outcome.Outcome}, state.Outcomes)
}

func outcomeTaken(t *testing.T, s StoreSubject) {
	t.Helper()
	decided, other := Branched(acme, 1, Noon()), Branched(acme, 2, Noon())
	first := SampleOutcome(decided, outcome.Accepted, 20)
	require.NoError(t, s.commit(t, DecisionSet(decided, nil)))
	require.NoError(t, s.commit(t, first))
	requireStale(t, s.commit(t, SampleOutcome(decided, outcome.Ignored, 30)))
	require.Equal(t, outcome.History{first.Outcome.Outcome}, s.action(t, decided).Outcomes)
	require.NoError(t, s.commit(t, SampleOutcome(other, outcome.Ignored, 40)), "another action has its own stages")
	elsewhere := Branched(beta, 1, Noon())
	require.NoError(t, s.commit(t, SampleOutcome(elsewhere, outcome.Ignored, 20)), "so has another tenant's")
}

func outcomeRace(t *testing.T, s StoreSubject) {
	t.Helper()
	decided := Branched(acme, 1, Noon())
	sets := make([]ports.WriteSet, rivals)
	for i := range sets {
		sets[i] = SampleOutcome(decided, outcome.Accepted, byte(20+10*i))
	}
	require.Equal(t, 1, s.race(t, sets))
}

func actionMissing(t *testing.T, s StoreSubject) {
	t.Helper()
	decided := Branched(acme, 1, Noon())
	require.NoError(t, s.commit(t, DecisionSet(decided, nil)))
	actionID := decided.Actions[0].ID
	_, err := s.Actions.ReadAction(t.Context(), beta, decided.ID, actionID)
	require.Equal(t, fault.NotFound, fault.Of(err))
	_, err = s.Actions.ReadAction(t.Context(), acme, SampleID(99), actionID)
	require.Equal(t, fault.NotFound, fault.Of(err))
	deliveryID := delivery.IDOf(actionID, action.CI)
	_, err = s.Actions.ReadDelivery(t.Context(), beta, deliveryID, "here")
	require.Equal(t, fault.NotFound, fault.Of(err))
	_, err = s.Actions.ReadDelivery(t.Context(), acme, delivery.IDOf(SampleID(99), action.CI), "here")
	require.Equal(t, fault.NotFound, fault.Of(err))
}

func deliveryOfDecision(t *testing.T, s StoreSubject) {
	t.Helper()
	decided := Branched(acme, 1, Noon())
	set := DecisionSet(decided, nil)
	set.Deliveries = delivery.Route(decided, nil)
	require.Len(t, set.Deliveries, 2)
	require.NoError(t, s.commit(t, set))
	for _, routed := range set.Deliveries {
		state, err := s.Actions.ReadDelivery(t.Context(), acme, routed.ID, "here")
		require.NoError(t, err)
		require.Equal(t, ports.DeliveryState{Decision: *decided}, state)
	}
}

func channelStopped(t *testing.T, s StoreSubject) {
	t.Helper()
	decided, foreign := Branched(acme, 1, Noon()), Branched(beta, 1, Noon())
	require.NoError(t, s.commit(t, DecisionSet(decided, nil)))
	require.NoError(t, s.commit(t, DecisionSet(foreign, nil)))
	stop := &ports.ChannelStop{Surface: action.CI, Receiver: "here"}
	for _, at := range []time.Time{Noon(), Noon().Add(time.Hour)} {
		require.NoError(t, s.commit(t, ports.WriteSet{TenantID: acme, At: at, ChannelStop: stop}))
	}
	stoppedAt := func(of *decision.Decision, surface action.Surface, receiver string) time.Time {
		state, err := s.Actions.ReadDelivery(t.Context(), of.TenantID, delivery.IDOf(of.Actions[0].ID, surface), receiver)
		require.NoError(t, err)
		return state.StoppedAt
	}
	require.Equal(t, Noon().Add(time.Hour), stoppedAt(decided, action.CI, "here"))
	require.Zero(t, stoppedAt(decided, action.CI, "elsewhere"))
	require.Zero(t, stoppedAt(decided, action.Alert, "here"))
	require.Zero(t, stoppedAt(foreign, action.CI, "here"))
}

// verdict is one on the decision's first action.
func verdict(of *decision.Decision, rating feedback.Rating, at time.Time) ports.WriteSet {
	return ports.WriteSet{TenantID: of.TenantID, At: at, Feedback: &feedback.Feedback{
		TenantID: of.TenantID, DecisionID: of.ID, ActionID: of.Actions[0].ID, PlaybookID: SampleID(100), Revision: 1,
		ActorID: "ada", Rating: rating, At: at,
	}}
}

func feedbackLast(t *testing.T, s StoreSubject) {
	t.Helper()
	decided := Branched(acme, 1, Noon())
	actionID := decided.Actions[0].ID
	for _, last := range []ports.WriteSet{
		verdict(decided, feedback.Useful, Noon()), verdict(decided, feedback.NotUseful, Noon().Add(time.Minute)),
		verdict(decided, feedback.Useful, Noon().Add(time.Second)), // by a clock that is behind
	} {
		require.NoError(t, s.commit(t, last))
		rating, given := s.Feedback(t, acme, actionID)
		require.Equal(t, last.Feedback.Rating, rating)
		require.Equal(t, last.At, given)
	}
	rating, _ := s.Feedback(t, beta, actionID)
	require.Empty(t, rating)
}

func feedbackRead(t *testing.T, s StoreSubject) {
	t.Helper()
	decided, foreign := Branched(acme, 1, Noon()), Branched(beta, 1, Noon())
	require.NoError(t, s.commit(t, DecisionSet(decided, nil)))
	require.NoError(t, s.commit(t, DecisionSet(foreign, nil)))
	require.Zero(t, s.action(t, decided).Feedback)
	given := verdict(decided, feedback.NotUseful, Noon().Add(time.Minute))
	require.NoError(t, s.commit(t, given))
	require.Equal(t, *given.Feedback, s.action(t, decided).Feedback)
	require.Zero(t, s.action(t, foreign).Feedback)
}
