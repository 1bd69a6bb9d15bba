package job_test

import (
	"context"
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/adapters/memory"
	"github.com/mmm-engine/mmm-engine/application"
	"github.com/mmm-engine/mmm-engine/application/command"
	"github.com/mmm-engine/mmm-engine/application/job"
	"github.com/mmm-engine/mmm-engine/domain/action"
	"github.com/mmm-engine/mmm-engine/domain/actor"
	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/domain/signal"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
	"github.com/mmm-engine/mmm-engine/ports"
	"github.com/mmm-engine/mmm-engine/ports/portstest"
)

// deciding notes what it is asked to decide, and answers the outcome.
type deciding struct {
	asked   []command.Decide
	outcome error
}

func (d *deciding) handle(_ context.Context, use command.Decide) (command.Decided, error) {
	d.asked = append(d.asked, use)
	return command.Decided{}, d.outcome
}

func (d *deciding) evaluator(signals ports.SignalReader) *job.SignalEvaluator {
	return job.NewSignalEvaluator(signals, application.Chain("decide", d.handle))
}

func accepted(t *testing.T, s signal.Signal) *memory.Store {
	t.Helper()
	store := memory.NewStore()
	_, err := store.Commit(t.Context(), ports.WriteSet{
		TenantID: s.TenantID, At: portstest.Noon(), Signals: []signal.Signal{s},
	})
	require.NoError(t, err)
	return store
}

// wanted is the job of the signal alert-1 of acme.
var wanted = ports.EvaluateSignal{TenantID: "acme", SignalID: "alert-1"}

func TestASignalIsDecidedInTheBackgroundForItsActor(t *testing.T) {
	t.Parallel()
	var d deciding
	kept := portstest.SampleSignal("acme", "alert-1")
	kept.ActorType = actor.AIAgent

	require.NoError(t, d.evaluator(accepted(t, kept)).Evaluate(t.Context(), wanted))

	require.Len(t, d.asked, 1)
	asked := d.asked[0]
	require.Equal(t, action.Background, asked.Surface)
	require.Equal(t, "ada", asked.ActorID)
	require.Equal(t, actor.AIAgent, asked.ActorType)
	require.False(t, asked.Repository)
	require.Equal(t, kept.Place, asked.Place)
	require.Equal(t, &kept, asked.Signal)
	require.False(t, asked.DryRun)
}

func TestTheCallerIsAServiceOfTheSignalsTenant(t *testing.T) {
	t.Parallel()
	var d deciding

	require.NoError(t, d.evaluator(accepted(t, portstest.SampleSignal("acme", "alert-1"))).Evaluate(t.Context(), wanted))

	caller := d.asked[0].Caller
	require.Equal(t, tenant.ID("acme"), caller.TenantID)
	require.Equal(t, actor.Service, caller.Actor.Type)
	require.False(t, caller.IsAdmin())
}

func TestASignalWithoutAnActorIsDecidedForItsRepository(t *testing.T) {
	t.Parallel()
	var d deciding
	kept := portstest.SampleSignal("acme", "alert-1")
	kept.ActorID, kept.ActorType = "", ""

	require.NoError(t, d.evaluator(accepted(t, kept)).Evaluate(t.Context(), wanted))

	require.True(t, d.asked[0].Repository)
	require.Empty(t, d.asked[0].ActorID)
	require.Equal(t, "acme/shop", d.asked[0].Place.RepoID)
}

func TestASignalThatIsGoneNeedsNoDecision(t *testing.T) {
	t.Parallel()
	for name, kept := range map[string]signal.Signal{
		"erased":           portstest.SampleSignal("acme", "alert-2"),
		"another tenant's": portstest.SampleSignal("rival", "alert-1"),
	} {
		var d deciding

		require.NoError(t, d.evaluator(accepted(t, kept)).Evaluate(t.Context(), wanted), name)

		require.Empty(t, d.asked, name)
	}
}

func TestAFailedDecisionIsTheJobsFailure(t *testing.T) {
	t.Parallel()
	for _, outcome := range []error{
		fault.New(fault.Invalid, "VALIDATION_FAILED", "not valid"),
		fault.New(fault.Unavailable, "DATABASE_UNAVAILABLE", "the database is away"),
		fault.Missing("the playbook"),
		errors.New("a defect"),
	} {
		d := deciding{outcome: outcome}

		err := d.evaluator(accepted(t, portstest.SampleSignal("acme", "alert-1"))).Evaluate(t.Context(), wanted)

		require.Equal(t, outcome, err)
	}
}

// unreadable is a store that is away.
type unreadable struct {
	ports.SignalReader

	err error
}

func (u unreadable) ReadSignal(context.Context, tenant.ID, string) (signal.Signal, error) {
	return signal.Signal{}, u.err
}

func TestASignalThatCannotBeReadIsNotGone(t *testing.T) {
	t.Parallel()
	var d deciding
	outage := fault.New(fault.Unavailable, "DATABASE_UNAVAILABLE", "the database is away")

	err := d.evaluator(unreadable{err: outage}).Evaluate(t.Context(), wanted)

	require.Equal(t, outage, err)
	require.Empty(t, d.asked)
}

func TestTheJobMayAskWhatItAsks(t *testing.T) {
	t.Parallel()
	for _, actorID := range []string{"ada", ""} {
		var d deciding
		kept := portstest.SampleSignal("acme", "alert-1")
		kept.ActorID = actorID
		require.NoError(t, d.evaluator(accepted(t, kept)).Evaluate(t.Context(), wanted))
		require.NoError(t, d.asked[0].Authorise())
	}
}
