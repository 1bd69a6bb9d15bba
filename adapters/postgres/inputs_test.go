package postgres_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/adapters/postgres"
	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/ports"
)

// answering is a reader that is busy: its worker is at the gate.
type answering struct {
	*gate

	reader *postgres.Reader
}

func newAnswering(t *testing.T, api string) answering {
	t.Helper()
	a := answering{gate: newGate(t, api)}
	a.reader = postgres.NewReader(a.gate)
	a.ask(t.Context(), queryOf(decisionSet(0)))
	a.await(t)
	return a
}

func (a answering) ask(ctx context.Context, query ports.DecisionQuery) <-chan asking[ports.DecisionInputs] {
	return async(func() (ports.DecisionInputs, error) { return a.reader.ReadDecisionInputs(ctx, query) })
}

func (a answering) queue(t *testing.T, queries ...ports.DecisionQuery) []<-chan asking[ports.DecisionInputs] {
	t.Helper()
	var queued []<-chan asking[ports.DecisionInputs]
	for _, query := range queries {
		queued = append(queued, a.ask(t.Context(), query))
		waits(t, a.reader, len(queued))
	}
	return queued
}

// ofBeta moves a set to another tenant.
func ofBeta(set ports.WriteSet) ports.WriteSet {
	set.TenantID, set.Decision.Decision.TenantID = "beta", "beta"
	for i := range set.Signals {
		set.Signals[i].TenantID = "beta"
	}
	return set
}

func TestQuestionsThatShareARoundTripAreAnsweredEachItsOwn(t *testing.T) {
	t.Parallel()
	e := newEngine(t)
	sets := []ports.WriteSet{decisionSet(10), decisionSet(20), ofBeta(decisionSet(10)), ofBeta(decisionSet(30))}
	for _, set := range sets {
		set.Signals[0].ActorID = set.Decision.Decision.Actor.ID
		_, err := e.store.Commit(t.Context(), set)
		require.NoError(t, err)
	}
	foreign := queryOf(sets[3])
	foreign.TenantID = "acme"
	nobody := queryOf(sets[0])
	nobody.Subject = ""

	a := newAnswering(t, e.database.API)
	queued := a.queue(t, queryOf(sets[0]), queryOf(sets[1]), queryOf(sets[2]), queryOf(sets[3]), foreign, nobody)
	a.let(1)
	a.await(t) // all that wait, in one
	require.Zero(t, a.reader.Waiting())
	a.let(50) // the recorded decisions are read one by one
	for i, set := range sets {
		inputs, err := got(t, queued[i])
		require.NoError(t, err)
		require.Equal(t, set.ActorRefs[0].Ref, inputs.ActorRef)
		require.Len(t, inputs.Recent, 1)
		require.Equal(t, set.Signals[0].ID, inputs.Recent[0].ID)
	}
	inputs, err := got(t, queued[4])
	require.NoError(t, err)
	require.True(t, inputs.ActorRef.IsZero(), "a question sees its own tenant, whoever else asks")
	require.Empty(t, inputs.Recent)
	require.Nil(t, inputs.Keyed)
	inputs, err = got(t, queued[5])
	require.NoError(t, err)
	require.Empty(t, inputs.Recent, "the empty subject has none")
}

func TestAQuestionThatIsRefusedFailsNobodyElse(t *testing.T) {
	t.Parallel()
	e := newEngine(t)
	a := newAnswering(t, e.database.API)
	broken := queryOf(decisionSet(20))
	broken.ActorID = "\x00"
	queued := a.queue(t, queryOf(decisionSet(10)), broken)
	a.let(5)
	_, err := got(t, queued[0])
	require.NoError(t, err)
	_, err = got(t, queued[1])
	require.Equal(t, fault.Internal, fault.Of(err), "%v", err)
}
