package command_test

import (
	"context"
	"encoding/json"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/application/command"
	"github.com/mmm-engine/mmm-engine/domain/action"
	"github.com/mmm-engine/mmm-engine/domain/actor"
	"github.com/mmm-engine/mmm-engine/domain/decision"
	"github.com/mmm-engine/mmm-engine/domain/event"
	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/domain/id"
	"github.com/mmm-engine/mmm-engine/domain/outcome"
	"github.com/mmm-engine/mmm-engine/ports"
	"github.com/mmm-engine/mmm-engine/ports/portstest"
)

// offered decides for kim with one action.
func (e *engine) offered(t *testing.T) *decision.Decision {
	t.Helper()
	publish(t, e)
	decided, err := e.decide.Handle(t.Context(), command.Decide{Caller: kim(), Signal: failed("s-1")})
	require.NoError(t, err)
	require.Len(t, decided.Decision.Actions, 1)
	e.clock.Advance(time.Minute)
	return &decided.Decision
}

// kept commits the sample decision for ada, changed as the test likes.
func (e *engine) kept(t *testing.T, change func(*decision.Decision)) *decision.Decision {
	t.Helper()
	sample := portstest.Branched("acme", 1, noon)
	change(sample)
	_, err := e.store.Commit(t.Context(), portstest.DecisionSet(sample, nil))
	require.NoError(t, err)
	e.clock.Advance(time.Minute)
	return sample
}

// report is of the decision's first action.
func report(by actor.Caller, of *decision.Decision, result outcome.Result) command.RecordOutcome {
	return command.RecordOutcome{
		Caller: by, DecisionID: of.ID, ActionID: of.Actions[0].ID, Result: result, Reason: "not now",
	}
}

func (e *engine) record(t *testing.T, c command.RecordOutcome) command.OutcomeRecorded {
	t.Helper()
	recorded, err := e.outcomes.Record(t.Context(), c)
	require.NoError(t, err)
	return recorded
}

// recorded answers the events of outcomes.
func (e *engine) recorded() []event.Event {
	var found []event.Event
	for _, happened := range e.store.Events("acme") {
		if happened.Name == event.OutcomeRecorded {
			found = append(found, happened)
		}
	}
	return found
}

// evidence is what the tests look for in a receipt.
type evidence struct {
	Parent string `json:"parent_receipt_id"`
	Actor  struct {
		Type actor.Type `json:"type"`
	} `json:"actor"`
	Inputs struct {
		ActorRef   id.UUID `json:"actor_ref"`
		ActorType  *string `json:"actor_type"`
		DecisionID id.UUID `json:"decision_id"`
		ActionID   id.UUID `json:"action_id"`
	} `json:"inputs"`
	Result struct {
		Outcome outcome.Result `json:"outcome"`
	} `json:"result"`
}

func (e *engine) evidenceOf(t *testing.T, recorded outcome.Outcome) evidence {
	t.Helper()
	body, kept := e.store.ReceiptBody("acme", recorded.ReceiptID)
	require.True(t, kept)
	require.NotContains(t, body, "not now")
	var read evidence
	require.NoError(t, json.Unmarshal([]byte(body), &read))
	return read
}

func TestWhoMayReportAnOutcome(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		ask  command.RecordOutcome
		code string
	}{
		"for themselves":              {command.RecordOutcome{Caller: kim()}, ""},
		"naming oneself is no other":  {command.RecordOutcome{Caller: kim(), ActorID: "kim"}, ""},
		"an agent, for another":       {command.RecordOutcome{Caller: agent(), ActorID: "kim"}, ""},
		"without the scope":           {command.RecordOutcome{Caller: admin()}, "SCOPE_REQUIRED"},
		"another, without that scope": {command.RecordOutcome{Caller: kim(), ActorID: "lee"}, "SCOPE_REQUIRED"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			requireCode(t, c.ask.Authorise(), c.code)
		})
	}
}

func TestTheWholeLifeOfAnActionIsEvidenced(t *testing.T) {
	t.Parallel()
	e := newEngine(t)
	made := e.offered(t)
	life := []outcome.Result{outcome.Shown, outcome.Accepted, outcome.Executed}
	for i, result := range life {
		got := e.record(t, report(kim(), made, result))
		require.False(t, got.Repeated)
		require.NotEmpty(t, got.Token)
		require.Equal(t, outcome.Outcome{
			ID: got.Outcome.ID, ReceiptID: got.Outcome.ReceiptID, TenantID: "acme", DecisionID: made.ID, ActionID: made.Actions[0].ID,
			ActorID: "kim", Result: result, Reason: "not now", OccurredAt: e.clock.Now(), RecordedAt: e.clock.Now(),
		}, got.Outcome)
		read := e.evidenceOf(t, got.Outcome)
		require.Equal(t, made.ReceiptID.String(), read.Parent)
		require.Equal(t, made.ActorRef, read.Inputs.ActorRef)
		require.Equal(t, made.ID, read.Inputs.DecisionID)
		require.Equal(t, made.Actions[0].ID, read.Inputs.ActionID)
		require.Equal(t, result, read.Result.Outcome)
		require.Len(t, e.recorded(), i+1)
		require.Equal(t, got.Outcome.ReceiptID, e.recorded()[i].ReceiptID)
	}
	state, err := e.store.ReadAction(t.Context(), "acme", made.ID, made.Actions[0].ID)
	require.NoError(t, err)
	require.Len(t, state.Outcomes, 3)
}

func TestTheSameOutcomeTwiceIsTheSameOutcome(t *testing.T) {
	t.Parallel()
	e := newEngine(t)
	made := e.offered(t)
	first := e.record(t, report(kim(), made, outcome.Shown))
	e.record(t, report(kim(), made, outcome.Dismissed))
	e.clock.Advance(time.Hour)
	again := report(agent(), made, outcome.Shown)
	again.Reason, again.ActorID = "another reason", "lee"
	require.Equal(t, command.OutcomeRecorded{Outcome: first.Outcome, Repeated: true}, e.record(t, again))
	require.Len(t, e.recorded(), 2)
}

func TestAnIllegalOrderIsRefusedAndLeavesNothing(t *testing.T) {
	t.Parallel()
	e := newEngine(t)
	made := e.offered(t)
	refuse := func(result outcome.Result) {
		before := len(e.store.Events("acme"))
		_, err := e.outcomes.Record(t.Context(), report(kim(), made, result))
		requireCode(t, err, "ILLEGAL_ORDER")
		require.Equal(t, fault.Conflict, fault.Of(err))
		require.Len(t, e.store.Events("acme"), before)
	}
	refuse(outcome.Accepted)
	e.record(t, report(kim(), made, outcome.Shown))
	refuse(outcome.Executed)
	e.record(t, report(kim(), made, outcome.Ignored))
	refuse(outcome.Accepted)
}

func TestWhatNeedsASecondPersonIsNotExecuted(t *testing.T) {
	t.Parallel()
	e := newEngine(t)
	made := e.kept(t, func(d *decision.Decision) {
		d.Actions[0].Type, d.Actions[0].RequiresConsent, d.Actions[0].RequiresDualChannel = action.Multiplier, true, true
	})
	e.record(t, report(agent(), made, outcome.Shown))
	e.record(t, report(agent(), made, outcome.Accepted))
	_, err := e.outcomes.Record(t.Context(), report(agent(), made, outcome.Executed))
	requireCode(t, err, "APPROVAL_REQUIRED")
	require.Len(t, e.recorded(), 2)
}

func TestAnOutcomeIsOfWhoeverSawTheAction(t *testing.T) {
	t.Parallel()
	nobody := func(d *decision.Decision) { d.Actor, d.ActorRef = actor.Actor{}, id.UUID{} }
	somebody := func(*decision.Decision) {}
	for name, c := range map[string]struct {
		change    func(*decision.Decision)
		named     string
		want      string
		kind      actor.Type // empty where it is not known
		decisions bool
	}{
		"the decision's actor when nobody is named":    {somebody, "", "ada", actor.Human, true},
		"the decision's actor by name":                 {somebody, "ada", "ada", actor.Human, true},
		"the caller by name":                           {somebody, "ci", "ci", actor.AIAgent, false},
		"another by name":                              {somebody, "lee", "lee", "", false},
		"the caller, where the decision is for nobody": {nobody, "", "ci", actor.AIAgent, false},
		"another by name, for a repository's decision": {nobody, "lee", "lee", "", false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := newEngine(t)
			made := e.kept(t, c.change)
			ask := report(agent(), made, outcome.Shown)
			ask.ActorID = c.named
			got := e.record(t, ask)
			require.Equal(t, c.want, got.Outcome.ActorID)
			read := e.evidenceOf(t, got.Outcome)
			if c.kind == "" {
				require.Nil(t, read.Inputs.ActorType)
				require.Equal(t, actor.Service, read.Actor.Type, "nobody vouches for a person")
			} else {
				require.Equal(t, string(c.kind), *read.Inputs.ActorType)
				require.Equal(t, c.kind, read.Actor.Type)
			}
			require.False(t, read.Inputs.ActorRef.IsZero())
			require.Equal(t, c.decisions, read.Inputs.ActorRef == made.ActorRef)
		})
	}
}

func TestAnActorWithoutAReferenceGetsOneForGood(t *testing.T) {
	t.Parallel()
	e := newEngine(t)
	made := e.offered(t)
	refs := map[id.UUID]bool{}
	for _, result := range []outcome.Result{outcome.Shown, outcome.Dismissed} {
		ask := report(agent(), made, result)
		ask.ActorID = "lee"
		refs[e.evidenceOf(t, e.record(t, ask).Outcome).Inputs.ActorRef] = true
	}
	require.Len(t, refs, 1)
	known, _, err := e.store.ReadActorRef(t.Context(), "acme", "lee")
	require.NoError(t, err)
	require.True(t, refs[known])
}

func TestTheReportersTimeIsKeptWithinReason(t *testing.T) {
	t.Parallel()
	for said, want := range map[time.Time]time.Time{
		{}: noon.Add(time.Minute), noon.Add(time.Second): noon.Add(time.Second),
		noon.Add(-time.Hour): noon, noon.Add(time.Hour): noon.Add(time.Minute),
	} {
		e := newEngine(t)
		ask := report(kim(), e.offered(t), outcome.Shown)
		ask.OccurredAt = said
		require.Equal(t, want, e.record(t, ask).Outcome.OccurredAt)
	}
}

func TestEveryProblemOfAReportIsNamedAtOnce(t *testing.T) {
	t.Parallel()
	e := newEngine(t)
	made := e.offered(t)
	for want, ask := range map[string]command.RecordOutcome{
		"reason":   {Caller: agent(), DecisionID: made.ID, ActionID: made.Actions[0].ID, Result: outcome.Dismissed},
		"result":   {Caller: agent(), DecisionID: made.ID, ActionID: made.Actions[0].ID, Result: "seen"},
		"actor_id": {Caller: agent(), DecisionID: made.ID, ActionID: made.Actions[0].ID, Result: outcome.Shown, ActorID: "lee "},
	} {
		_, err := e.outcomes.Record(t.Context(), ask)
		f, ok := errors.AsType[*fault.Error](err)
		require.True(t, ok)
		require.Equal(t, fault.Invalid, f.Kind)
		require.Len(t, f.Problems, 1)
		require.Equal(t, want, f.Problems[0].Path)
	}
	require.Empty(t, e.recorded())
}

func TestADecisionThatIsNotTheCallersIsNotFoundLikeOneThatDoesNotExist(t *testing.T) {
	t.Parallel()
	e := newEngine(t)
	made := e.offered(t)
	stranger, lee, plain := agent(), kim(), admin()
	stranger.TenantID, lee.Actor.ID = "other", "lee"
	plain.Scopes = []actor.Scope{actor.ScopeOutcome}
	unknown := report(agent(), made, outcome.Shown)
	unknown.DecisionID = portstest.SampleID(99)
	_, missing := e.outcomes.Record(t.Context(), unknown)
	requireCode(t, missing, "NOT_FOUND")
	for name, ask := range map[string]command.RecordOutcome{
		"another tenant's":                       report(stranger, made, outcome.Shown),
		"another actor's":                        report(lee, made, outcome.Shown),
		"of an admin who may not act for others": report(plain, made, outcome.Shown),
	} {
		_, err := e.outcomes.Record(t.Context(), ask)
		require.Equal(t, missing, err, name)
	}
	require.Empty(t, e.recorded())
}

func TestADecisionForARepositoryIsReportedOnByWhoActsForOthers(t *testing.T) {
	t.Parallel()
	e := newEngine(t)
	made := e.kept(t, func(d *decision.Decision) { d.Actor, d.ActorRef = actor.Actor{}, id.UUID{} })
	_, err := e.outcomes.Record(t.Context(), report(kim(), made, outcome.Shown))
	requireCode(t, err, "NOT_FOUND")
	e.record(t, report(agent(), made, outcome.Shown))
}

func TestOnlyAnActionOfTheDecisionThatWasShownHasOutcomes(t *testing.T) {
	t.Parallel()
	e := newEngine(t)
	other := e.offered(t)
	made := e.kept(t, func(d *decision.Decision) {
		shadow := d.Actions[0]
		shadow.ID = d.ID.Branch(2)
		d.Shadow = []action.Action{shadow}
	})
	for name, actionID := range map[string]id.UUID{
		"another decision's": other.Actions[0].ID, "nobody's": portstest.SampleID(99), "one in the shadow": made.Shadow[0].ID,
		"none": {},
	} {
		ask := report(agent(), made, outcome.Shown)
		ask.ActionID = actionID
		_, err := e.outcomes.Record(t.Context(), ask)
		f, ok := errors.AsType[*fault.Error](err)
		require.True(t, ok, name)
		require.Equal(t, fault.NotFound, f.Kind, name)
		require.Len(t, f.Problems, 1, name)
		require.Equal(t, "action_id", f.Problems[0].Path, name)
	}
	require.Empty(t, e.recorded())
}

func TestConcurrentReportsOfAnOutcomeAnswerTheSameOne(t *testing.T) {
	t.Parallel()
	e := newEngine(t)
	made := e.offered(t)
	ids := together(t, 32, func(ctx context.Context) (id.UUID, error) {
		recorded, err := e.outcomes.Record(ctx, report(kim(), made, outcome.Shown))
		return recorded.Outcome.ID, err
	})
	for _, other := range ids {
		require.Equal(t, ids[0], other)
	}
	require.Len(t, e.recorded(), 1)
}

// The rival commits between the handler's reading and its writing.
func TestAReportThatLosesItsStageIsDecidedAnew(t *testing.T) {
	t.Parallel()
	for rival, code := range map[outcome.Result]string{outcome.Accepted: "", outcome.Dismissed: "ILLEGAL_ORDER"} {
		e := newEngine(t)
		made := e.offered(t)
		e.record(t, report(kim(), made, outcome.Shown))
		ahead := portstest.SampleOutcome(made, rival, 40)
		var once sync.Once
		e.faulty.before = func() (err error) {
			once.Do(func() { _, err = e.store.Commit(context.Background(), ahead) })
			return err
		}
		got, err := e.outcomes.Record(t.Context(), report(kim(), made, outcome.Accepted))
		requireCode(t, err, code)
		if code == "" {
			require.Equal(t, command.OutcomeRecorded{Outcome: ahead.Outcome.Outcome, Repeated: true}, got)
		}
		require.Len(t, e.recorded(), 1)
	}
}

func TestAReportWhoseActorGetsAReferenceMeanwhileTakesThatOne(t *testing.T) {
	t.Parallel()
	e := newEngine(t)
	made := e.offered(t)
	claimed := id.UUID{7}
	var once sync.Once
	e.faulty.before = func() (err error) {
		once.Do(func() {
			_, err = e.store.Commit(context.Background(), ports.WriteSet{
				TenantID: "acme", ActorRefs: []ports.ActorRef{{ActorID: "ci", Ref: claimed}},
			})
		})
		return err
	}
	ask := report(agent(), made, outcome.Shown)
	ask.ActorID = "ci"
	require.Equal(t, claimed, e.evidenceOf(t, e.record(t, ask).Outcome).Inputs.ActorRef)
}

func TestAReportThatAlwaysLosesIsContention(t *testing.T) {
	t.Parallel()
	e := newEngine(t)
	made := e.offered(t)
	tried := 0
	e.faulty.before = func() error {
		tried++
		return fault.New(fault.Stale, "SWAP_LOST", "lost")
	}
	_, err := e.outcomes.Record(t.Context(), report(kim(), made, outcome.Shown))
	requireCode(t, err, "CONTENTION")
	require.Equal(t, 4, tried)
}

func TestAnOutcomeThatWasCommittedButSaidToHaveFailedIsFoundAgain(t *testing.T) {
	t.Parallel()
	e := newEngine(t)
	made := e.offered(t)
	ask := report(kim(), made, outcome.Shown)
	lost := portstest.SampleOutcome(made, outcome.Shown, 40)
	e.faulty.before = func() error {
		_, err := e.store.Commit(context.Background(), lost)
		require.NoError(t, err)
		return fault.New(fault.Unavailable, "DATABASE_UNAVAILABLE", "it did not say")
	}
	_, err := e.outcomes.Record(t.Context(), ask)
	require.Equal(t, fault.Unavailable, fault.Of(err))
	e.faulty.before = nil
	require.Equal(t, lost.Outcome.Outcome, e.record(t, ask).Outcome)
}
