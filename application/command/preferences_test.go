package command_test

import (
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/application/command"
	"github.com/mmm-engine/mmm-engine/domain/action"
	"github.com/mmm-engine/mmm-engine/domain/actor"
	"github.com/mmm-engine/mmm-engine/domain/decision"
	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/domain/preference"
	"github.com/mmm-engine/mmm-engine/domain/signal"
)

func quiet() preference.Preferences {
	return preference.Preferences{OptOutCategories: []action.Type{action.Mentor}, PreferredSurfaces: []action.Surface{action.CI}}
}

func (e *engine) wanted(t *testing.T, actorID string) preference.Preferences {
	t.Helper()
	kept, err := e.store.ReadPreferences(t.Context(), "acme", actorID)
	require.NoError(t, err)
	return kept
}

func (e *engine) set(t *testing.T, by actor.Caller, actorID string) preference.Preferences {
	t.Helper()
	changed, err := e.preferences.Set(t.Context(), command.SetPreferences{Caller: by, ActorID: actorID, Preferences: quiet()})
	require.NoError(t, err)
	require.NotEmpty(t, changed.Token)
	return changed.Preferences
}

func TestOnlyTheActorAndAdminsChangePreferences(t *testing.T) {
	t.Parallel()
	for by, may := range map[*actor.Caller]bool{new(kim()): true, new(admin()): true, new(agent()): false} {
		for _, use := range []interface{ Authorise() error }{
			command.SetPreferences{Caller: *by, ActorID: "kim"}, command.SnoozeActor{Caller: *by, ActorID: "kim"},
		} {
			if may {
				require.NoError(t, use.Authorise())
				continue
			}
			requireCode(t, use.Authorise(), "ROLE_REQUIRED")
		}
	}
}

func TestPreferencesAreReplacedWholeAndASnoozeLeavesTheOthers(t *testing.T) {
	t.Parallel()
	e := newEngine(t)
	until := noon.Add(time.Hour)
	_, err := e.preferences.Snooze(t.Context(), command.SnoozeActor{Caller: kim(), ActorID: "kim", Until: &until})
	require.NoError(t, err)
	want := quiet()
	want.Revision = 2
	require.Equal(t, want, e.set(t, kim(), "kim"), "the snooze was left out")

	snoozed, err := e.preferences.Snooze(t.Context(), command.SnoozeActor{Caller: kim(), ActorID: "kim", Hours: new(2160)})
	require.NoError(t, err)
	want.Revision, want.SnoozeUntil = 3, noon.Add(preference.MaxSnooze)
	require.Equal(t, want, snoozed.Preferences)
	require.Equal(t, want, e.wanted(t, "kim"))
	require.Equal(t, preference.Preferences{}, e.wanted(t, "ada"))
}

func TestASnoozeHasOneEndOfAtMost90Days(t *testing.T) {
	t.Parallel()
	e := newEngine(t)
	at := func(after time.Duration) *time.Time { return new(noon.Add(after)) }
	for name, c := range map[string]struct {
		ask  command.SnoozeActor
		path string
	}{
		"neither":           {command.SnoozeActor{}, ""},
		"both":              {command.SnoozeActor{Hours: new(1), Until: at(time.Hour)}, ""},
		"no hour":           {command.SnoozeActor{Hours: new(0)}, "duration_hours"},
		"too many hours":    {command.SnoozeActor{Hours: new(2161)}, "duration_hours"},
		"more than can be":  {command.SnoozeActor{Hours: new(1 << 60)}, "duration_hours"},
		"until now":         {command.SnoozeActor{Until: at(0)}, "until"},
		"more than 90 days": {command.SnoozeActor{Until: at(preference.MaxSnooze + 1)}, "until"},
	} {
		c.ask.Caller, c.ask.ActorID = kim(), "kim"
		_, err := e.preferences.Snooze(t.Context(), c.ask)
		require.Equal(t, []string{c.path}, paths(t, err), name)
	}
	require.Empty(t, e.store.Events("acme"))
}

func paths(t *testing.T, err error) []string {
	t.Helper()
	var refusal *fault.Error
	require.ErrorAs(t, err, &refusal)
	require.Equal(t, fault.Invalid, refusal.Kind)
	var found []string
	for _, problem := range refusal.Problems {
		found = append(found, problem.Path)
	}
	return found
}

func TestPreferencesThatAreNotValidAreNotStored(t *testing.T) {
	t.Parallel()
	e := newEngine(t)
	bad := quiet()
	bad.OptOutCategories, bad.SnoozeUntil = []action.Type{"mirror", "ads"}, noon
	_, err := e.preferences.Set(t.Context(), command.SetPreferences{Caller: kim(), ActorID: "kim", Preferences: bad})
	require.Equal(t, []string{"opt_out_categories[1]", "snooze_until"}, paths(t, err))
	for _, name := range []string{"", " kim", "a\x00b", string(make([]byte, 257))} {
		_, err = e.preferences.Set(t.Context(), command.SetPreferences{Caller: admin(), ActorID: name, Preferences: quiet()})
		require.Equal(t, []string{"actor_id"}, paths(t, err), name)
	}
	require.Empty(t, e.store.Events("acme"))
}

func TestTheNextDecisionObeysThePreferences(t *testing.T) {
	t.Parallel()
	e := newEngine(t)
	publish(t, e)
	signals := 0
	decide := func() decision.Decision {
		signals++
		made, err := e.decide.Handle(t.Context(), command.Decide{Caller: kim(), Signal: failed(strconv.Itoa(signals))})
		require.NoError(t, err)
		return made.Decision
	}
	require.Len(t, decide().Actions, 1)
	e.set(t, kim(), "kim")
	require.Equal(t, []action.Surface{action.CI}, decide().Actions[0].Surfaces)
	_, err := e.preferences.Snooze(t.Context(), command.SnoozeActor{Caller: kim(), ActorID: "kim", Hours: new(1)})
	require.NoError(t, err)
	require.Equal(t, decision.Snoozed, decide().Suppressed[0].Reason)
	e.clock.Advance(time.Hour)
	require.Len(t, decide().Actions, 1)
	repository, err := e.decide.Handle(t.Context(), command.Decide{
		Caller: agent(), Repository: true, Signal: failed("s"), Place: signal.Place{RepoID: "acme/shop"},
	})
	require.NoError(t, err)
	require.NotEmpty(t, repository.Decision.Actions[0].Surfaces, "a signal without an actor has no preferences")
}
