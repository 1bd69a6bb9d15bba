package query_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/application/query"
	"github.com/mmm-engine/mmm-engine/domain/action"
	"github.com/mmm-engine/mmm-engine/domain/actor"
	"github.com/mmm-engine/mmm-engine/domain/event"
	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/domain/id"
	"github.com/mmm-engine/mmm-engine/domain/outcome"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
	"github.com/mmm-engine/mmm-engine/ports"
	"github.com/mmm-engine/mmm-engine/ports/portstest"
)

// push commits an action for an actor of acme, decided at the time; it lives an hour.
func (w *world) push(actorID string, n byte, at time.Time) ports.WriteSet {
	w.t.Helper()
	set := portstest.PushedSet("acme", actorID, n, at)
	w.commit(set)
	return set
}

// streamed opens ada's IDE stream behind a position.
func (w *world) streamed(after event.Position) *query.ActionStream {
	w.t.Helper()
	stream, err := w.stream.Do(w.t.Context(), query.StreamActions{
		Caller: someone("acme", "ada"), ActorID: "ada", Surface: action.IDE, After: after,
	})
	require.NoError(w.t, err)
	w.t.Cleanup(stream.Close)
	return stream
}

// next takes all that a stream has at once.
func next(t *testing.T, stream *query.ActionStream) []ports.PushedAction {
	t.Helper()
	var all []ports.PushedAction
	for more := true; more; {
		var items []ports.PushedAction
		var err error
		items, more, err = stream.Next(t.Context())
		require.NoError(t, err)
		all = append(all, items...)
	}
	return all
}

func actionsOf(items []ports.PushedAction) []id.UUID {
	ids := make([]id.UUID, len(items))
	for i := range items {
		ids[i] = items[i].Message.Action.ID
	}
	return ids
}

func actionsIn(sets ...ports.WriteSet) []id.UUID {
	ids := make([]id.UUID, len(sets))
	for i := range sets {
		ids[i] = sets[i].Decision.Decision.Actions[0].ID
	}
	return ids
}

func TestActionsAreForTheirActorAloneWhateverTheRoles(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.push("ada", 1, portstest.Noon())
	almighty := admin("acme")
	almighty.Actor.Roles = []string{actor.RoleMMMAdmin, actor.RoleTenantAdmin, actor.RolePrivacyAdmin, actor.RoleOperator}
	almighty.Scopes = []actor.Scope{actor.ScopeRead, actor.ScopeActForOthers}
	for name, caller := range map[string]actor.Caller{
		"an admin": almighty, "another actor": reader("acme"), "a caller without an actor": someone("acme", ""),
	} {
		_, err := w.actions.Do(t.Context(), query.ListActions{Caller: caller, ActorID: "ada", Surface: action.IDE, Limit: 10})
		requireFault(t, err, fault.NotFound, "NOT_FOUND")
		stream, err := w.stream.Do(t.Context(), query.StreamActions{Caller: caller, ActorID: "ada", Surface: action.IDE})
		requireFault(t, err, fault.NotFound, "NOT_FOUND")
		require.Nil(t, stream, name)
	}
	page, err := w.actions.Do(t.Context(), query.ListActions{
		Caller: someone("rival", "ada"), ActorID: "ada", Surface: action.IDE, Limit: 10,
	})
	require.NoError(t, err)
	require.Empty(t, page.Items, "the same name in another tenant is somebody else")
}

func TestActionsAreListedPageByPageExpiredOnesToo(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	sets := []ports.WriteSet{
		w.push("ada", 1, portstest.Noon().Add(-48*time.Hour)), w.push("ada", 2, portstest.Noon().Add(-2*time.Hour)),
		w.push("ada", 3, portstest.Noon()), w.push("ada", 4, portstest.Noon()),
	}
	ask := query.ListActions{
		Caller: someone("acme", "ada"), ActorID: "ada", Surface: action.IDE, Since: portstest.Noon().Add(-24 * time.Hour), Limit: 2,
	}
	page, err := w.actions.Do(t.Context(), ask)
	require.NoError(t, err)
	require.Equal(t, actionsIn(sets[1:3]...), actionsOf(page.Items))
	require.True(t, page.More)
	ask.After = page.Items[1].Position
	page, err = w.actions.Do(t.Context(), ask)
	require.NoError(t, err)
	require.Equal(t, actionsIn(sets[3]), actionsOf(page.Items))
	require.False(t, page.More)
}

func TestAFreshStreamTellsWhatHasNoAnswerThenWhatComes(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.push("ada", 1, portstest.Noon().Add(-time.Hour)) // expires now
	open, shown, answered := w.push("ada", 2, portstest.Noon()), w.push("ada", 3, portstest.Noon()),
		w.push("ada", 4, portstest.Noon())
	w.commit(portstest.SampleOutcome(shown.Decision.Decision, outcome.Shown, 100))
	w.commit(portstest.SampleOutcome(answered.Decision.Decision, outcome.Shown, 110))
	w.commit(portstest.SampleOutcome(answered.Decision.Decision, outcome.Dismissed, 120))

	stream := w.streamed(event.Position{})
	require.Equal(t, actionsIn(open, shown), actionsOf(next(t, stream)))

	late := w.push("ada", 5, portstest.Noon())
	w.commit(portstest.SampleOutcome(late.Decision.Decision, outcome.Shown, 130))
	w.commit(portstest.SampleOutcome(late.Decision.Decision, outcome.Accepted, 140))
	require.Equal(t, actionsIn(late), actionsOf(next(t, stream)), "what comes is told, whoever was faster to answer")
	require.Empty(t, next(t, stream))
}

func TestAStreamGoesOnBehindTheLastAction(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	first, second := w.push("ada", 1, portstest.Noon()), w.push("ada", 2, portstest.Noon())
	items := next(t, w.streamed(event.Position{}))
	require.Equal(t, actionsIn(first, second), actionsOf(items))
	w.commit(portstest.SampleOutcome(second.Decision.Decision, outcome.Shown, 130))
	w.commit(portstest.SampleOutcome(second.Decision.Decision, outcome.Accepted, 140))

	require.Equal(t, actionsIn(second), actionsOf(next(t, w.streamed(items[0].Position))), "the client had not had it")
	require.Empty(t, next(t, w.streamed(items[1].Position)))
	w.clock.Advance(time.Hour)
	require.Empty(t, next(t, w.streamed(items[0].Position)), "it expired meanwhile")
}

func TestAnAncientPositionGoesOnAtTheOldestThatIsKept(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.push("bob", 1, portstest.Noon())
	kept := w.push("ada", 2, portstest.Noon())
	require.Equal(t, actionsIn(kept), actionsOf(next(t, w.streamed(event.Position{Transaction: 1, Number: 1}))))
}

func TestAPositionOfAnotherDatabaseIsRefusedAndLeavesNothingOpen(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.push("ada", 1, portstest.Noon())
	_, err := w.stream.Do(t.Context(), query.StreamActions{
		Caller: someone("acme", "ada"), ActorID: "ada", Surface: action.IDE, After: event.Position{Transaction: 99, Number: 1},
	})
	requireFault(t, err, fault.Invalid, "VALIDATION_FAILED")
	require.ErrorAs(t, err, new(*fault.Error))
	require.Zero(t, w.hub.Listening())
}

func TestALongCatchUpIsReadPageByPage(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	var sets []ports.WriteSet
	for n := range byte(120) {
		sets = append(sets, w.push("ada", 2*n, portstest.Noon()))
	}
	stream := w.streamed(event.Position{})
	items, more, err := stream.Next(t.Context())
	require.NoError(t, err)
	require.Len(t, items, 50)
	require.True(t, more)
	require.Equal(t, actionsIn(sets...), append(actionsOf(items), actionsOf(next(t, stream))...))
}

func TestAStreamEndsWithTheHubAndGivesItsPlaceBack(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	stream := w.streamed(event.Position{})
	require.Equal(t, 1, w.hub.Listening())
	w.hub.Close()
	<-stream.Ended()
	stream.Close()
	require.Zero(t, w.hub.Listening())
	_, err := w.stream.Do(t.Context(), query.StreamActions{Caller: someone("acme", "ada"), ActorID: "ada", Surface: action.IDE})
	requireFault(t, err, fault.Unavailable, "STOPPING")
}

var errAway = errors.New("the database is away")

// fickleViews fail as often as they are told to.
type fickleViews struct {
	ports.ActionViews

	failures int
}

// ListActions implements ports.ActionViews.
func (f *fickleViews) ListActions(ctx context.Context, owner tenant.ID, filter ports.ActionFilter) (ports.ActionPage, error) {
	if f.failures > 0 {
		f.failures--
		return ports.ActionPage{}, errAway
	}
	return f.ActionViews.ListActions(ctx, owner, filter)
}

func TestAStreamThatCannotBeReadIsNotOpenedAndOneThatIsOpenLosesNothing(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	views := &fickleViews{ActionViews: w.store, failures: 1}
	actions := query.NewActions(views, w.hub, w.clock)
	ask := query.StreamActions{Caller: someone("acme", "ada"), ActorID: "ada", Surface: action.IDE}
	_, err := actions.Stream(t.Context(), ask)
	require.ErrorIs(t, err, errAway)
	require.Zero(t, w.hub.Listening())

	stream, err := actions.Stream(t.Context(), ask)
	require.NoError(t, err)
	defer stream.Close()
	require.Empty(t, next(t, stream))
	set := w.push("ada", 1, portstest.Noon())
	views.failures = 1
	_, _, err = stream.Next(t.Context())
	require.ErrorIs(t, err, errAway)
	require.Equal(t, actionsIn(set), actionsOf(next(t, stream)))
}
