package command_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/application/command"
	"github.com/mmm-engine/mmm-engine/domain/actor"
	"github.com/mmm-engine/mmm-engine/domain/event"
)

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
