package portstest

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/domain/action"
	"github.com/mmm-engine/mmm-engine/domain/canonical"
	"github.com/mmm-engine/mmm-engine/domain/delivery"
	"github.com/mmm-engine/mmm-engine/domain/event"
	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/domain/feedback"
	"github.com/mmm-engine/mmm-engine/domain/id"
	"github.com/mmm-engine/mmm-engine/domain/outcome"
	"github.com/mmm-engine/mmm-engine/domain/signal"
	"github.com/mmm-engine/mmm-engine/ports"
)

func commitRules() map[string]storeRule {
	return map[string]storeRule{
		"a commit answers a token":                               commitToken,
		"a set with everything in it is written":                 commitAll,
		"a lost swap leaves nothing of its set":                  commitNothing,
		"a set that was committed cannot be committed again":     commitTwice,
		"a receipt or event that exists is a conflict":           commitEvidenceTwice,
		"jobs start with the commit and only with it":            commitJobs,
		"of concurrent sets with one idempotency key one wins":   commitKeyRace,
		"of concurrent sets with one signal one wins":            commitSignalRace,
		"of concurrent changes of one playbook version one wins": commitPlaybookRace,
		"of concurrent changes of one actor's wishes one wins":   commitPreferencesRace,
	}
}

func commitToken(t *testing.T, s StoreSubject) {
	t.Helper()
	token, err := s.Store.Commit(t.Context(), DecisionSet(SampleDecision(acme, 1, Noon()), nil))
	require.NoError(t, err)
	require.NotEmpty(t, token)
}

// fullSet touches everything that a set can, but for receipts that were refused: none
// were here, and the rules of receipts have them.
func fullSet() ports.WriteSet {
	decided := SampleDecision(acme, 1, Noon())
	decided.SignalID = "s1"
	set := DecisionSet(decided, SampleKey("k1"))
	p := SamplePlaybook(acme, 100)
	set.Playbook = &ports.PlaybookChange{Playbook: p, Revision: &p.Latest, InForceChanged: true}
	set.Experiment = ExperimentSet(SampleExperiment(acme, 110), false).Experiment
	set.ActorRefs = []ports.ActorRef{{ActorID: "ada", Ref: SampleID(200)}}
	set.Signals = []signal.Signal{SampleSignal(acme, "s1")}
	set.Fatigue = windowRows("actor:ada", id.UUID{}, SampleWindow(1, Noon()))
	set.GitHubSecret = []byte("encrypted")
	set.Replay = replaySet(acme, Noon(), "k1").Replay
	set.Policy = SamplePolicy(1)
	set.Preferences = PreferencesSet(acme, "ada", SamplePreferences(1)).Preferences
	set.Audit = []ports.AuditEntry{{
		AdminID: "root", Action: "playbook.create", Resource: "playbook/1", After: canonical.Object{{Name: "name", Value: "x"}},
	}}
	set.Deliveries = []delivery.Delivery{{ID: SampleID(50), Surface: action.CI, ActorID: "ada", ExpiresAt: Noon().Add(time.Hour)}}
	set.Outcome = SampleOutcome(decided, outcome.Shown, 60).Outcome
	set.Approval = ApprovalSet(decided, 1, SampleStep("ada", 70)).Approval
	set.Feedback = &feedback.Feedback{TenantID: acme, ActionID: decided.Actions[0].ID, Rating: feedback.Useful, At: Noon()}
	set.ChannelStop = &ports.ChannelStop{Surface: action.CI, Receiver: "here"}
	set.Jobs = []ports.Job{ports.EvaluateSignal{TenantID: acme, SignalID: "s1"}}
	return set
}

// traces answers what of fullSet can be read.
func (s StoreSubject) traces(t *testing.T) []string {
	t.Helper()
	inputs, err := s.Decisions.ReadDecisionInputs(t.Context(), keyedQuery(acme, SampleKey("k1"), Noon()))
	require.NoError(t, err)
	known, err := s.Signals.KnownSignals(t.Context(), acme, []string{"s1"}, Noon().Add(-time.Hour))
	require.NoError(t, err)
	_, absentPlaybook := s.Playbooks.ReadPlaybook(t.Context(), acme, SampleID(100))
	_, absentExperiment := s.Experiments.ReadExperiment(t.Context(), acme, SampleID(110))
	_, absentSecret := s.Integrations.ReadGitHubSecret(t.Context(), acme)
	policy, err := s.Policies.ReadPolicy(t.Context(), acme)
	require.NoError(t, err)
	replay := s.replay(t, acme, *SampleKey("k1"), Noon())
	rating, _ := s.Feedback(t, acme, fullSet().Feedback.ActionID)
	var became ports.ActionState
	if inputs.Keyed != nil {
		became = s.action(t, inputs.Keyed)
	}
	var found []string
	for name, there := range map[string]bool{
		"reference": !inputs.ActorRef.IsZero(), "decision": inputs.Keyed != nil, "catalogue": inputs.CatalogueVersion > 0,
		"fatigue": inputs.Memory.Subject.Version > 0, "preferences": inputs.Preferences.Revision > 0, "policy": policy.Revision > 0,
		"signal": known["s1"], "playbook": absentPlaybook == nil, "secret": absentSecret == nil,
		"job": len(s.Jobs(t)) > 0, "outcome": len(became.Outcomes) > 0, "approval": len(became.Approval) > 0, "feedback": rating != "",
		"replay": replay != nil, "experiment": absentExperiment == nil,
	} {
		if there {
			found = append(found, name)
		}
	}
	return found
}

func commitAll(t *testing.T, s StoreSubject) {
	t.Helper()
	require.NoError(t, s.commit(t, fullSet()))
	require.ElementsMatch(t, []string{
		"reference", "decision", "catalogue", "fatigue", "signal", "playbook", "secret", "job", "outcome", "feedback", "policy",
		"preferences", "replay", "approval", "experiment",
	}, s.traces(t))
}

func commitNothing(t *testing.T, s StoreSubject) {
	t.Helper()
	rival := SampleDecision(acme, 50, Noon())
	rival.SignalID = "s1"
	require.NoError(t, s.commit(t, DecisionSet(rival, SampleKey("another"))))

	requireStale(t, s.commit(t, fullSet()))
	require.Empty(t, s.traces(t))

	// Nor did its receipt and event stay behind: the same ids are free.
	free := fullSet()
	free.Decision, free.Events[0].Body = nil, canonical.Object{}
	require.NoError(t, s.commit(t, free))
}

func commitTwice(t *testing.T, s StoreSubject) {
	t.Helper()
	bare := DecisionSet(SampleDecision(acme, 11, Noon()), nil)
	for _, set := range []ports.WriteSet{fullSet(), bare} {
		require.NoError(t, s.commit(t, set))
		kind := fault.Of(s.commit(t, set))
		require.Contains(t, []fault.Kind{fault.Conflict, fault.Stale}, kind)
	}
	require.Len(t, s.Jobs(t), 1)
	inputs, err := s.Decisions.ReadDecisionInputs(t.Context(), keyedQuery(acme, nil, Noon()))
	require.NoError(t, err)
	require.Equal(t, int64(1), inputs.CatalogueVersion)
}

func commitEvidenceTwice(t *testing.T, s StoreSubject) {
	t.Helper()
	first := DecisionSet(SampleDecision(acme, 1, Noon()), nil)
	require.NoError(t, s.commit(t, first))

	receipts := DecisionSet(SampleDecision(acme, 11, Noon()), SampleKey("k2"))
	receipts.Receipts[0].ID = first.Receipts[0].ID
	events := DecisionSet(SampleDecision(acme, 21, Noon()), SampleKey("k3"))
	events.Events = append(events.Events, event.Event{ID: first.Events[0].ID, TenantID: acme, Name: event.DecisionMade, At: Noon()})
	for _, set := range []ports.WriteSet{receipts, events} {
		require.Equal(t, fault.Conflict, fault.Of(s.commit(t, set)))
		require.Nil(t, s.keyed(t, acme, set.Decision.Idempotency, Noon()).Keyed)
	}
}

func commitJobs(t *testing.T, s StoreSubject) {
	t.Helper()
	set := signalSet(Noon(), SampleSignal(acme, "s1"))
	set.Jobs = []ports.Job{ports.EvaluateSignal{TenantID: acme, SignalID: "s1"}}
	require.NoError(t, s.commit(t, set))
	require.Equal(t, set.Jobs, s.Jobs(t))

	lost := PlaybookSet(SamplePlaybook(acme, 100), false)
	lost.Playbook.Playbook.Version = 7
	lost.Jobs = []ports.Job{ports.EvaluateSignal{TenantID: acme, SignalID: "s2"}}
	requireStale(t, s.commit(t, lost))
	require.Equal(t, set.Jobs, s.Jobs(t))
}
