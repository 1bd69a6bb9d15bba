package command_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/application/command"
	"github.com/mmm-engine/mmm-engine/domain/action"
	"github.com/mmm-engine/mmm-engine/domain/actor"
	"github.com/mmm-engine/mmm-engine/domain/event"
	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/domain/id"
	"github.com/mmm-engine/mmm-engine/domain/playbook"
	"github.com/mmm-engine/mmm-engine/domain/signal"
	"github.com/mmm-engine/mmm-engine/ports"
)

func publish(t *testing.T, e *engine) {
	t.Helper()
	publishDefinition(t, e, mirror())
}

func publishDefinition(t *testing.T, e *engine, definition playbook.Definition) {
	t.Helper()
	made, err := e.playbooks.Create(t.Context(), command.CreatePlaybook{Caller: admin(), Definition: definition})
	require.NoError(t, err)
	_, err = e.playbooks.Publish(t.Context(), command.PublishPlaybook{Caller: admin(), Key: made.Playbook.ID})
	require.NoError(t, err)
}

func TestWhoMayDecide(t *testing.T) {
	t.Parallel()
	stranger := failed("s")
	stranger.TenantID = "other"
	cases := map[string]struct {
		ask  command.Decide
		code string
	}{
		"the caller, for themselves":          {command.Decide{Caller: kim()}, ""},
		"naming oneself is no other actor":    {command.Decide{Caller: kim(), ActorID: "kim"}, ""},
		"an agent, for another":               {command.Decide{Caller: agent(), ActorID: "kim", Roles: []string{"x"}}, ""},
		"without the scope":                   {command.Decide{Caller: admin()}, "SCOPE_REQUIRED"},
		"for another tenant":                  {command.Decide{Caller: kim(), TenantID: "other"}, "TENANT_MISMATCH"},
		"with another tenant's signal":        {command.Decide{Caller: kim(), Signal: stranger}, "TENANT_MISMATCH"},
		"for another actor without the scope": {command.Decide{Caller: kim(), ActorID: "lee"}, "SCOPE_REQUIRED"},
		"with other roles without the scope":  {command.Decide{Caller: kim(), Roles: []string{"owner"}}, "SCOPE_REQUIRED"},
		"for a repository without the scope":  {command.Decide{Caller: kim(), Repository: true}, "SCOPE_REQUIRED"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			requireCode(t, c.ask.Authorise(), c.code)
		})
	}
}

func requireCode(t *testing.T, err error, code string) {
	t.Helper()
	if code == "" {
		require.NoError(t, err)
		return
	}
	f, ok := errors.AsType[*fault.Error](err)
	require.True(t, ok, "%v", err)
	require.Equal(t, code, f.Code)
}

func TestADecisionIsCommittedWithItsReceiptAndEvent(t *testing.T) {
	t.Parallel()
	e := newEngine(t)
	publish(t, e)
	decided, err := e.decide.Handle(t.Context(), command.Decide{
		Caller: kim(), Signal: failed("s-1"), Place: signal.Place{RepoID: "acme/shop"},
	})
	require.NoError(t, err)
	require.Len(t, decided.Decision.Actions, 1)
	require.NotEmpty(t, decided.Token)
	body, kept := e.store.ReceiptBody("acme", decided.Decision.ReceiptID)
	require.True(t, kept)
	require.NotContains(t, body, "kim")
	events := e.store.Events("acme")
	last := events[len(events)-1]
	require.Equal(t, event.DecisionMade, last.Name)
	require.Equal(t, decided.Decision.ReceiptID, last.ReceiptID)
}

func TestDefaultsAreTheTokensActorAndTheIDE(t *testing.T) {
	t.Parallel()
	e := newEngine(t)
	decided, err := e.decide.Handle(t.Context(), command.Decide{Caller: kim()})
	require.NoError(t, err)
	require.Equal(t, kim().Actor, decided.Decision.Actor)
	require.Equal(t, action.IDE, decided.Decision.Surface())
	require.Equal(t, "pre-commit", decided.Decision.Context.EvaluationPoint)
}

func TestADryRunRecordsNothing(t *testing.T) {
	t.Parallel()
	e := newEngine(t)
	publish(t, e)
	before := len(e.store.Events("acme"))
	decided, err := e.decide.Handle(t.Context(), command.Decide{Caller: kim(), Signal: failed("s-1"), DryRun: true, Explain: true})
	require.NoError(t, err)
	require.Len(t, decided.Decision.Actions, 1)
	require.Len(t, decided.Decision.Explanation, 1)
	require.Empty(t, decided.Token)
	require.Len(t, e.store.Events("acme"), before)
}

func TestASignalSeenBeforeAnswersTheDecisionAlreadyMade(t *testing.T) {
	t.Parallel()
	e := newEngine(t)
	first, err := e.decide.Handle(t.Context(), command.Decide{Caller: kim(), Signal: failed("s-1")})
	require.NoError(t, err)
	publish(t, e)
	again, err := e.decide.Handle(t.Context(), command.Decide{Caller: kim(), Signal: failed("s-1"), Explain: true})
	require.NoError(t, err)
	require.Equal(t, first.Decision.ID, again.Decision.ID)
	elsewhere, err := e.decide.Handle(t.Context(), command.Decide{Caller: kim(), Signal: failed("s-1"), Surface: action.CI})
	require.NoError(t, err)
	require.NotEqual(t, first.Decision.ID, elsewhere.Decision.ID)
	e.clock.Advance(signal.Dedup)
	later, err := e.decide.Handle(t.Context(), command.Decide{Caller: kim(), Signal: failed("s-1")})
	require.NoError(t, err)
	require.NotEqual(t, first.Decision.ID, later.Decision.ID)
}

func TestAnIdempotencyKeyAnswersTheFirstAnswerAgain(t *testing.T) {
	t.Parallel()
	e := newEngine(t)
	ask := command.Decide{Caller: kim(), Idempotency: &ports.Idempotency{
		Operation: "decide", Caller: "kim", Key: "k", Hash: [32]byte{1},
	}}
	first, err := e.decide.Handle(t.Context(), ask)
	require.NoError(t, err)
	require.False(t, first.Replayed)
	again, err := e.decide.Handle(t.Context(), ask)
	require.NoError(t, err)
	require.True(t, again.Replayed)
	require.Equal(t, first.Decision, again.Decision)

	other := ask
	other.Idempotency = &ports.Idempotency{Operation: "decide", Caller: "kim", Key: "k", Hash: [32]byte{2}}
	_, err = e.decide.Handle(t.Context(), other)
	requireCode(t, err, "IDEMPOTENCY_KEY_REUSED")
}

func TestConcurrentRepeatsOfASignalMakeOneDecision(t *testing.T) {
	t.Parallel()
	e := newEngine(t)
	ids := together(t, 32, func(ctx context.Context) (id.UUID, error) {
		decided, err := e.decide.Handle(ctx, command.Decide{Caller: kim(), Signal: failed("s-1")})
		return decided.Decision.ID, err
	})
	for _, other := range ids {
		require.Equal(t, ids[0], other)
	}
	require.Len(t, e.store.Events("acme"), 1)
}

func TestConcurrentFirstDecisionsOfAnActorShareOneReference(t *testing.T) {
	t.Parallel()
	e := newEngine(t)
	refs := together(t, 3, func(ctx context.Context) (id.UUID, error) {
		decided, err := e.decide.Handle(ctx, command.Decide{Caller: kim()})
		return decided.Decision.ActorRef, err
	})
	for _, other := range refs {
		require.Equal(t, refs[0], other)
	}
}

func together(t *testing.T, n int, ask func(context.Context) (id.UUID, error)) []id.UUID {
	t.Helper()
	answers, errs := make([]id.UUID, n), make([]error, n)
	var all sync.WaitGroup
	for i := range n {
		all.Go(func() { answers[i], errs[i] = ask(t.Context()) })
	}
	all.Wait()
	require.NoError(t, errors.Join(errs...))
	return answers
}

func TestNothingIsReturnedThatWasNotRecorded(t *testing.T) {
	t.Parallel()
	e := newEngine(t)
	e.faulty.before = func() error { return fault.New(fault.Unavailable, "DATABASE_UNAVAILABLE", "down") }
	_, err := e.decide.Handle(t.Context(), command.Decide{Caller: kim()})
	require.Equal(t, fault.Unavailable, fault.Of(err))
	require.Empty(t, e.store.Events("acme"))
}

func TestARaceLostTooOftenIsAnsweredAsContention(t *testing.T) {
	t.Parallel()
	e := newEngine(t)
	e.faulty.before = func() error { return fault.New(fault.Stale, "SWAP_LOST", "lost") }
	_, err := e.decide.Handle(t.Context(), command.Decide{Caller: kim()})
	requireCode(t, err, "CONTENTION")
	require.Equal(t, fault.Unavailable, fault.Of(err))
}

func TestADecisionThatMissesItsObjectiveSaysSo(t *testing.T) {
	t.Parallel()
	for surface, limit := range map[action.Surface]time.Duration{
		action.IDE: 150 * time.Millisecond, action.CI: 500 * time.Millisecond,
	} {
		for _, late := range []bool{false, true} {
			e := newEngine(t)
			e.faulty.before = func() error {
				e.clock.Advance(limit)
				if late {
					e.clock.Advance(time.Millisecond)
				}
				return nil
			}
			decided, err := e.decide.Handle(t.Context(), command.Decide{Caller: kim(), Surface: surface})
			require.NoError(t, err)
			require.Equal(t, late, decided.Late, surface)
		}
	}
}

func TestEveryProblemOfARequestIsNamedAtOnce(t *testing.T) {
	t.Parallel()
	e := newEngine(t)
	secret := "ghp_" + "0123456789abcdefghijABCDEFGHIJ012345"
	bad := failed("")
	bad.Attributes = map[string]any{"note": secret}
	_, err := e.decide.Handle(t.Context(), command.Decide{
		Caller: agent(), ActorID: "kim", ActorType: "robot", Surface: "tv", EvaluationPoint: "never",
		Place: signal.Place{Branch: secret}, Signal: bad,
	})
	f, ok := errors.AsType[*fault.Error](err)
	require.True(t, ok)
	var paths []string
	for _, problem := range f.Problems {
		paths = append(paths, problem.Path)
		require.NotContains(t, problem.Message, secret)
	}
	require.ElementsMatch(t, []string{
		"actor_type", "surface", "context.evaluation_point", "context.branch", "signal.signal_id", "signal.attributes.note",
	}, paths)
}

func TestASignalWithoutAnActorIsDecidedForItsRepository(t *testing.T) {
	t.Parallel()
	e := newEngine(t)
	publish(t, e)
	decided, err := e.decide.Handle(t.Context(), command.Decide{
		Caller: agent(), Repository: true, Surface: action.Background, Signal: failed("s-1"),
		Place: signal.Place{RepoID: "acme/shop"},
	})
	require.NoError(t, err)
	require.Equal(t, actor.Actor{}, decided.Decision.Actor)
	require.Equal(t, signal.Subject("repo:acme/shop"), decided.Decision.Subject())
	require.True(t, decided.Decision.ActorRef.IsZero())
	require.NotContains(t, decided.Decision.Actions[0].Surfaces, action.IDE)
}
