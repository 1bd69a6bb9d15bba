package command_test

import (
	"context"
	"encoding/json"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/application/command"
	"github.com/mmm-engine/mmm-engine/domain/action"
	"github.com/mmm-engine/mmm-engine/domain/actor"
	"github.com/mmm-engine/mmm-engine/domain/decision"
	"github.com/mmm-engine/mmm-engine/domain/event"
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

func TestAChangeOfAVersionThatIsNoMoreIsRefused(t *testing.T) {
	t.Parallel()
	e := newEngine(t)
	ask := command.SetPreferences{Caller: kim(), ActorID: "kim", Preferences: quiet(), IfMatch: 1}
	_, err := e.preferences.Set(t.Context(), ask)
	require.NoError(t, err, "version 1 are the defaults")
	_, err = e.preferences.Set(t.Context(), ask)
	requireCode(t, err, "VERSION_MISMATCH")
	_, err = e.preferences.Snooze(t.Context(), command.SnoozeActor{Caller: kim(), ActorID: "kim", Hours: new(1), IfMatch: 1})
	requireCode(t, err, "VERSION_MISMATCH")
	require.Equal(t, int64(1), e.wanted(t, "kim").Revision)
}

func TestOfConcurrentChangesOfOneVersionOneWins(t *testing.T) {
	t.Parallel()
	e := newEngine(t)
	var won atomic.Int64
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			_, err := e.preferences.Set(context.WithoutCancel(t.Context()),
				command.SetPreferences{Caller: kim(), ActorID: "kim", Preferences: quiet(), IfMatch: 1})
			if err == nil {
				won.Add(1)
			}
		})
	}
	all.Wait()
	require.Equal(t, int64(1), won.Load())
}

func TestALostRaceIsAppliedToTheFreshState(t *testing.T) {
	t.Parallel()
	e := newEngine(t)
	rivals := 1
	e.faulty.before = func() error {
		if rivals--; rivals < 0 {
			return nil
		}
		return fault.New(fault.Stale, "SWAP_LOST", "lost")
	}
	require.Equal(t, int64(1), e.set(t, kim(), "kim").Revision)
	e.faulty.before = func() error { return fault.New(fault.Stale, "SWAP_LOST", "lost") }
	_, err := e.preferences.Set(t.Context(), command.SetPreferences{Caller: kim(), ActorID: "kim", Preferences: quiet()})
	require.True(t, fault.Is(err, fault.Stale), "not for ever")
}

// told is what the receipt of a change says.
type told struct {
	Decision struct {
		Rationale string `json:"rationale"`
	} `json:"decision"`
	Inputs struct {
		ActorRef  string `json:"actor_ref"`
		Operation string `json:"operation"`
		Resource  string `json:"resource"`
		Before    *state `json:"before"`
		After     *state `json:"after"`
	} `json:"inputs"`
}

type state struct {
	Categories []string `json:"opt_out_categories"`
	Surfaces   []string `json:"preferred_surfaces"`
	Revision   int64    `json:"revision"`
}

func (e *engine) told(t *testing.T, happened event.Event) told {
	t.Helper()
	require.Equal(t, event.PreferencesChanged, happened.Name)
	body, kept := e.store.ReceiptBody("acme", happened.ReceiptID)
	require.True(t, kept)
	for _, name := range []string{"kim", "ada"} {
		require.NotContains(t, body, name)
	}
	var read told
	require.NoError(t, json.Unmarshal([]byte(body), &read))
	return read
}

func (e *engine) refOf(t *testing.T, actorID string) string {
	t.Helper()
	ref, _, err := e.store.ReadActorRef(t.Context(), "acme", actorID)
	require.NoError(t, err)
	require.False(t, ref.IsZero(), actorID)
	return ref.String()
}

func TestAnActorsOwnChangeLeavesAReceiptAndNoEntryInTheAuditOfAdmins(t *testing.T) {
	t.Parallel()
	for _, by := range []actor.Caller{kim(), admin()} {
		e := newEngine(t)
		e.set(t, by, by.Actor.ID)
		e.set(t, by, by.Actor.ID)
		require.Len(t, e.store.Events("acme"), 2)
		first, second := e.told(t, e.store.Events("acme")[0]), e.told(t, e.store.Events("acme")[1])
		ref := e.refOf(t, by.Actor.ID)
		require.Equal(t, "an actor changed preferences/"+ref, first.Decision.Rationale)
		require.Equal(t, ref, first.Inputs.ActorRef)
		require.Equal(t, "preferences/"+ref, first.Inputs.Resource)
		require.Equal(t, "preferences.set", first.Inputs.Operation)
		require.Nil(t, first.Inputs.Before)
		require.Equal(t, []string{"mentor"}, first.Inputs.After.Categories)
		require.Equal(t, []string{"ci"}, first.Inputs.After.Surfaces)
		require.Equal(t, int64(1), second.Inputs.Before.Revision)
		require.Equal(t, int64(2), second.Inputs.After.Revision)
		require.Empty(t, e.store.Audit("acme"))
	}
}

func TestAnAdminsChangeOfAnothersNamesBothByReferenceAndIsAudited(t *testing.T) {
	t.Parallel()
	e := newEngine(t)
	e.set(t, admin(), "kim")
	_, err := e.preferences.Snooze(t.Context(), command.SnoozeActor{Caller: admin(), ActorID: "kim", Hours: new(1)})
	require.NoError(t, err)
	kim, ada := e.refOf(t, "kim"), e.refOf(t, "ada")
	require.NotEqual(t, kim, ada)
	actions := []string{"preferences.set", "preferences.snooze"}
	for i, happened := range e.store.Events("acme") {
		said := e.told(t, happened)
		require.Equal(t, ada, said.Inputs.ActorRef)
		require.Equal(t, "preferences/"+kim, said.Inputs.Resource)
		require.Equal(t, "an admin changed preferences/"+kim, said.Decision.Rationale)
		entry := e.store.Audit("acme")[i]
		require.Equal(t, []string{"ada", actions[i], "preferences/" + kim}, []string{entry.AdminID, entry.Action, entry.Resource})
		require.Equal(t, i == 0, entry.Before == nil)
		require.NotNil(t, entry.After)
	}
	require.Len(t, e.store.Audit("acme"), 2)
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
