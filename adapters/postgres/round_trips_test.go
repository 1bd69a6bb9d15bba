package postgres_test

import (
	"errors"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/adapters/postgres"
	"github.com/mmm-engine/mmm-engine/domain/action"
	"github.com/mmm-engine/mmm-engine/domain/delivery"
	"github.com/mmm-engine/mmm-engine/domain/outcome"
	"github.com/mmm-engine/mmm-engine/domain/signal"
	"github.com/mmm-engine/mmm-engine/infrastructure/pgtest"
	"github.com/mmm-engine/mmm-engine/ports"
	"github.com/mmm-engine/mmm-engine/ports/portstest"
)

// decisionSet is the write set of the n-th decision with everything that one can
// have, jobs apart.
func decisionSet(n byte) ports.WriteSet {
	decided := portstest.SampleDecision("acme", n, portstest.Noon())
	decided.SignalID = "s" + decided.ID.String()
	decided.Actor.ID = "ada" + decided.ID.String()
	set := portstest.DecisionSet(decided, portstest.SampleKey("k"+decided.ID.String()))
	set.ActorRefs = []ports.ActorRef{{ActorID: decided.Actor.ID, Ref: portstest.SampleID(n)}}
	set.Signals = []signal.Signal{portstest.SampleSignal("acme", decided.SignalID)}
	return set
}

func queryOf(set ports.WriteSet) ports.DecisionQuery {
	decided := set.Decision.Decision
	return ports.DecisionQuery{
		TenantID: set.TenantID, ActorID: decided.Actor.ID, Subject: decided.Subject(), Surface: action.IDE,
		SignalID: decided.SignalID, Idempotency: set.Decision.Idempotency, Now: set.At,
	}
}

func TestADecisionTakesOneRoundTripToReadAndOneToWrite(t *testing.T) {
	t.Parallel()
	proxy, api := newProxy(t, pgtest.New(t).API)
	primary := primaryAt(t, api, 1)
	store, reader := postgres.NewStore(primary, nil), postgres.NewReader(primary)
	for n := range byte(4) {
		set := decisionSet(10 * n)
		before := proxy.ready.Load()
		_, err := reader.ReadDecisionInputs(t.Context(), queryOf(set))
		require.NoError(t, err)
		read := proxy.ready.Load()
		_, err = store.Commit(t.Context(), set)
		require.NoError(t, err)
		if n > 0 { // the first of a connection prepares its statements
			require.Equal(t, int64(1), read-before, "reading")
			require.Equal(t, int64(1), proxy.ready.Load()-read, "writing")
		}
	}
}

// pushingSet is the write set of a decision that has something sent to a channel: one
// job, since the job library inserts many in one statement and the table does not.
func pushingSet(n byte) ports.WriteSet {
	set := portstest.PushedSet("acme", "ada", n, portstest.Noon())
	set.Jobs = []ports.Job{ports.DeliverAction{TenantID: set.TenantID, DeliveryID: set.Deliveries[0].ID}}
	return set
}

func TestADecisionThatPushesTakesFourRoundTripsToWriteWhoeverComesWithIt(t *testing.T) {
	t.Parallel()
	const four = 4 // BEGIN, the set, its job, COMMIT
	database := pgtest.New(t)
	run(t, as(t, database.Owner), jobTable)
	proxy, api := newProxy(t, database.API)
	store := postgres.NewStore(primaryAt(t, api, 1), enqueueInTable)
	commit := func(n byte) error {
		_, err := store.Commit(t.Context(), pushingSet(n))
		return err
	}
	require.NoError(t, commit(0)) // the first of a connection prepares its statements
	before := proxy.ready.Load()
	require.NoError(t, commit(10))
	require.Equal(t, int64(four), proxy.ready.Load()-before)

	const together = 8
	errs := make([]error, together)
	var running sync.WaitGroup
	before = proxy.ready.Load()
	for i := range errs {
		running.Go(func() { errs[i] = commit(byte(20 + 10*i)) })
	}
	running.Wait()
	require.NoError(t, errors.Join(errs...))
	require.Equal(t, int64(together*four), proxy.ready.Load()-before, "none shares a transaction")
}

func TestAnActionTakesOneRoundTripToReadAndOneToReportOnOrApprove(t *testing.T) {
	t.Parallel()
	proxy, api := newProxy(t, pgtest.New(t).API)
	primary := primaryAt(t, api, 1)
	store, reader := postgres.NewStore(primary, nil), postgres.NewReader(primary)
	for n := range byte(3) {
		decided := portstest.Branched("acme", n, portstest.Noon())
		decided.ReceiptID = portstest.SampleID(10 * n)
		_, err := store.Commit(t.Context(), portstest.DecisionSet(decided, nil))
		require.NoError(t, err)
		actionID, steps := decided.Actions[0].ID, []int64{proxy.ready.Load()}
		_, err = reader.ReadAction(t.Context(), "acme", decided.ID, actionID)
		require.NoError(t, err)
		steps = append(steps, proxy.ready.Load())
		_, err = store.Commit(t.Context(), portstest.SampleOutcome(decided, outcome.Shown, 100+10*n))
		require.NoError(t, err)
		steps = append(steps, proxy.ready.Load())
		_, err = reader.ReadDelivery(t.Context(), "acme", delivery.IDOf(actionID, action.CI), "here")
		require.NoError(t, err)
		steps = append(steps, proxy.ready.Load())
		_, err = store.Commit(t.Context(), portstest.ApprovalSet(decided, 1, portstest.SampleStep("ada", 200+n)))
		require.NoError(t, err)
		if steps = append(steps, proxy.ready.Load()); n > 0 { // the first of a connection prepares its statements
			require.Equal(t, []int64{steps[0], steps[0] + 1, steps[0] + 2, steps[0] + 3, steps[0] + 4}, steps)
		}
	}
}
