package command_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/adapters/memory"
	"github.com/mmm-engine/mmm-engine/application/command"
	"github.com/mmm-engine/mmm-engine/domain/action"
	"github.com/mmm-engine/mmm-engine/domain/actor"
	"github.com/mmm-engine/mmm-engine/domain/decision"
	"github.com/mmm-engine/mmm-engine/domain/event"
	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/domain/feedback"
	"github.com/mmm-engine/mmm-engine/domain/id"
	"github.com/mmm-engine/mmm-engine/domain/outcome"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
	"github.com/mmm-engine/mmm-engine/ports"
	"github.com/mmm-engine/mmm-engine/ports/portstest"
)

func (e *engine) given() []event.Event {
	var found []event.Event
	for _, happened := range e.store.Events("acme") {
		if happened.Name == event.FeedbackGiven {
			found = append(found, happened)
		}
	}
	return found
}

func (e *engine) rate(t *testing.T, of *action.Action, rating feedback.Rating) command.FeedbackGiven {
	t.Helper()
	got, err := e.feedback.Give(t.Context(), command.GiveFeedback{Caller: kim(), ActionID: of.ID, Rating: rating})
	require.NoError(t, err)
	require.Equal(t, got.Feedback, e.store.Feedback("acme", of.ID))
	return got
}

func TestTheLastFeedbackOnAnActionCounts(t *testing.T) {
	t.Parallel()
	e := newEngine(t)
	made := e.offered(t)
	of := made.Actions[0]
	for i, rating := range []feedback.Rating{feedback.Useful, feedback.NotUseful, feedback.Useful} {
		e.clock.Advance(time.Second)
		got := e.rate(t, &of, rating)
		require.NotEmpty(t, got.Token)
		require.Equal(t, feedback.Feedback{
			TenantID: "acme", DecisionID: made.ID, ActionID: of.ID, PlaybookID: of.PlaybookID, Revision: of.Revision,
			ActorID: "kim", Rating: rating, At: e.clock.Now(),
		}, got.Feedback)
		require.Len(t, e.given(), i+1)
		require.True(t, e.given()[i].ReceiptID.IsZero())
	}
}

func TestTheLastFeedbackCountsByAClockThatIsBehindToo(t *testing.T) {
	t.Parallel()
	e := newEngine(t)
	of := e.offered(t).Actions[0]
	e.rate(t, &of, feedback.Useful)
	e.clock.Set(e.clock.Now().Add(-30 * time.Second))
	require.Equal(t, feedback.NotUseful, e.rate(t, &of, feedback.NotUseful).Feedback.Rating)
}

func TestTheSameFeedbackAgainChangesNothing(t *testing.T) {
	t.Parallel()
	e := newEngine(t)
	of := e.offered(t).Actions[0]
	first := e.rate(t, &of, feedback.NotUseful)
	e.clock.Advance(time.Hour)
	e.faulty.before = func() error { return fault.New(fault.Unavailable, "DATABASE_UNAVAILABLE", "nothing is to be written") }
	require.Equal(t, command.FeedbackGiven{Feedback: first.Feedback, Repeated: true}, e.rate(t, &of, feedback.NotUseful))
	require.Len(t, e.given(), 1)
}

func TestNobodyButTheActorOfAnActionRatesIt(t *testing.T) {
	t.Parallel()
	e := newEngine(t)
	made := e.offered(t)
	unnamed, stranger := kim(), kim()
	unnamed.Actor.ID, stranger.TenantID = "", "other"
	repository := e.kept(t, func(d *decision.Decision) { d.Actor, d.ActorRef = actor.Actor{}, id.UUID{} })
	_, missing := e.feedback.Give(t.Context(), command.GiveFeedback{
		Caller: kim(), ActionID: portstest.SampleID(99), Rating: feedback.Useful,
	})
	requireCode(t, missing, "NOT_FOUND")
	for name, ask := range map[string]command.GiveFeedback{
		"an admin":                          {Caller: admin(), ActionID: made.Actions[0].ID},
		"who acts for others":               {Caller: agent(), ActionID: made.Actions[0].ID},
		"one of the name in another tenant": {Caller: stranger, ActionID: made.Actions[0].ID},
		"a repository's, by an actor":       {Caller: kim(), ActionID: repository.Actions[0].ID},
		"a repository's, by nobody":         {Caller: unnamed, ActionID: repository.Actions[0].ID},
		"the decision for an action":        {Caller: kim(), ActionID: made.ID},
		"an action that there is not":       {Caller: kim(), ActionID: made.ID.Branch(7)},
	} {
		ask.Rating = feedback.Useful
		require.NoError(t, ask.Authorise())
		_, err := e.feedback.Give(t.Context(), ask)
		require.Equal(t, missing, err, name)
	}
	require.Empty(t, e.given())
}

func TestWhatIsInTheShadowIsRatedByNobody(t *testing.T) {
	t.Parallel()
	e := newEngine(t)
	made := e.kept(t, func(d *decision.Decision) {
		shadow := d.Actions[0]
		shadow.ID = d.ID.Branch(2)
		d.Shadow = []action.Action{shadow}
	})
	ada := kim()
	ada.Actor.ID = "ada"
	for actionID, code := range map[id.UUID]string{made.Shadow[0].ID: "NOT_FOUND", made.Actions[0].ID: ""} {
		_, err := e.feedback.Give(t.Context(), command.GiveFeedback{Caller: ada, ActionID: actionID, Rating: feedback.Useful})
		requireCode(t, err, code)
	}
}

func TestARatingIsOneOfTwo(t *testing.T) {
	t.Parallel()
	e := newEngine(t)
	made := e.offered(t)
	_, err := e.feedback.Give(t.Context(), command.GiveFeedback{Caller: kim(), ActionID: made.Actions[0].ID, Rating: "great"})
	f, ok := errors.AsType[*fault.Error](err)
	require.True(t, ok)
	require.Equal(t, fault.Invalid, f.Kind)
	require.Equal(t, "rating", f.Problems[0].Path)
	require.Empty(t, e.given())
}

func TestFeedbackThatCannotBeKeptIsUnavailable(t *testing.T) {
	t.Parallel()
	e := newEngine(t)
	made := e.offered(t)
	e.faulty.before = func() error { return fault.New(fault.Unavailable, "DATABASE_UNAVAILABLE", "down") }
	_, err := e.feedback.Give(t.Context(), command.GiveFeedback{
		Caller: kim(), ActionID: made.Actions[0].ID, Rating: feedback.Useful,
	})
	require.Equal(t, fault.Unavailable, fault.Of(err))
	require.Zero(t, e.store.Feedback("acme", made.Actions[0].ID))
}

// away is a database that cannot be read.
type away struct{ ports.ActionReader }

func (away) ReadAction(context.Context, tenant.ID, id.UUID, id.UUID) (ports.ActionState, error) {
	return ports.ActionState{}, fault.New(fault.Unavailable, "DATABASE_UNAVAILABLE", "down")
}

func TestWhatCannotBeReadIsUnavailableAndNotMissing(t *testing.T) {
	t.Parallel()
	e := newEngine(t)
	made := e.offered(t)
	outcomes := command.NewOutcomeHandler(away{}, e.store, e.store, e.clock, &memory.IDs{})
	_, err := outcomes.Record(t.Context(), report(kim(), made, outcome.Shown))
	require.Equal(t, fault.Unavailable, fault.Of(err))
	verdicts := command.NewFeedbackHandler(away{}, e.store, e.clock, &memory.IDs{})
	_, err = verdicts.Give(t.Context(), command.GiveFeedback{Caller: kim(), ActionID: made.Actions[0].ID, Rating: feedback.Useful})
	require.Equal(t, fault.Unavailable, fault.Of(err))
}
