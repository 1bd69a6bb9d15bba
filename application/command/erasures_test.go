package command_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/application/command"
	"github.com/mmm-engine/mmm-engine/domain/actor"
	"github.com/mmm-engine/mmm-engine/domain/erasure"
	"github.com/mmm-engine/mmm-engine/domain/event"
	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/domain/preference"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
	"github.com/mmm-engine/mmm-engine/ports"
)

func privacyAdmin() actor.Caller {
	return actor.Caller{TenantID: "acme", Actor: actor.Actor{ID: "pat", Type: actor.Human, Roles: []string{actor.RolePrivacyAdmin}}}
}

func erasing(actorID string) command.EraseActor {
	return command.EraseActor{Caller: privacyAdmin(), ActorID: actorID, Reason: "kim left"}
}

func (e *engine) erase(t *testing.T, c command.EraseActor) command.ErasureAccepted {
	t.Helper()
	accepted, err := e.erasures.Erase(t.Context(), c)
	require.NoError(t, err)
	return accepted
}

func TestOnlyAPrivacyAdminErases(t *testing.T) {
	t.Parallel()
	require.NoError(t, erasing("kim").Authorise())
	for _, caller := range []actor.Caller{kim(), admin(), platform()} {
		requireCode(t, command.EraseActor{Caller: caller, ActorID: caller.Actor.ID}.Authorise(), "ROLE_REQUIRED")
	}
}

func TestAnErasureIsARowAJobAndEvidenceThatNamesNobody(t *testing.T) {
	t.Parallel()
	e := newEngine(t)
	e.set(t, kim(), "kim")
	ref := e.refOf(t, "kim")
	accepted := e.erase(t, erasing("kim"))
	require.NotEmpty(t, accepted.Token)
	begun, err := e.store.ReadErasure(t.Context(), "acme", accepted.ErasureID)
	require.NoError(t, err)
	require.Equal(t, erasure.Pending, begun.State)
	require.Equal(t, "kim", begun.ActorID)
	require.Equal(t, e.refOf(t, "pat"), begun.RequestedBy.String())
	require.Equal(t, []ports.Job{ports.EraseActor{TenantID: "acme", ErasureID: accepted.ErasureID}}, e.store.Jobs())

	happened := e.store.Events("acme")[1]
	require.Equal(t, event.ErasureRequested, happened.Name)
	body, kept := e.store.ReceiptBody("acme", happened.ReceiptID)
	require.True(t, kept)
	require.NotContains(t, body, "kim")
	require.Contains(t, body, ref, "whose it was is told by a reference")
	audited := e.store.Audit("acme")
	require.Len(t, audited, 1)
	require.Equal(t, "actor.erase", audited[0].Action)
	require.Equal(t, "pat", audited[0].AdminID)
	require.Equal(t, "erasure/"+accepted.ErasureID.String(), audited[0].Resource)
}

func TestToAskAgainIsToAskForTheSameErasure(t *testing.T) {
	t.Parallel()
	e := newEngine(t)
	first := e.erase(t, erasing("kim"))
	require.Equal(t, first.ErasureID, e.erase(t, erasing("kim")).ErasureID)
	require.NotEqual(t, first.ErasureID, e.erase(t, erasing("lee")).ErasureID)
	require.Len(t, e.store.Jobs(), 2)
}

// Two ask at once: the second to commit finds the first's.
func TestAnErasureThatLostTheRaceAnswersTheWinners(t *testing.T) {
	t.Parallel()
	e := newEngine(t)
	e.faulty.before = func() error {
		e.faulty.before = nil
		e.erase(t, erasing("kim"))
		return nil
	}
	second := e.erase(t, erasing("kim"))
	pending, err := e.store.ReadPendingErasure(t.Context(), "acme", "kim")
	require.NoError(t, err)
	require.Equal(t, pending, second.ErasureID)
	require.Len(t, e.store.Jobs(), 1)
}

func TestNothingIsErasedUnderLegalHoldOrOfADesignatedApprover(t *testing.T) {
	t.Parallel()
	for code, change := range map[string]func(*tenant.Policy){
		"LEGAL_HOLD":          func(p *tenant.Policy) { p.LegalHold = true },
		"DESIGNATED_APPROVER": func(p *tenant.Policy) { p.DesignatedApprovers = []string{"lee", "kim"} },
	} {
		e := newEngine(t)
		held := tenant.DefaultPolicy()
		held.Revision = 1
		change(&held)
		_, err := e.store.Commit(t.Context(), ports.WriteSet{TenantID: "acme", At: noon, Policy: &held})
		require.NoError(t, err)
		_, err = e.erasures.Erase(t.Context(), erasing("kim"))
		requireCode(t, err, code)
		require.True(t, fault.Is(err, fault.Conflict))
		require.Empty(t, e.store.Jobs())
	}
}

func TestAnActorWhoIsBeingErasedIsToldSo(t *testing.T) {
	t.Parallel()
	e := newEngine(t)
	e.erase(t, erasing("kim"))
	_, err := e.preferences.Set(t.Context(), command.SetPreferences{Caller: kim(), ActorID: "kim", Preferences: preference.Preferences{}})
	requireCode(t, err, "ACTOR_BEING_ERASED")
	_, err = e.decide.Handle(t.Context(), command.Decide{Caller: kim(), Signal: failed("s-1")})
	requireCode(t, err, "ACTOR_BEING_ERASED")
}

func TestAnErasureOfNobodyNamesTheField(t *testing.T) {
	t.Parallel()
	_, err := newEngine(t).erasures.Erase(t.Context(), erasing(""))
	require.True(t, fault.Is(err, fault.Invalid))
}
