package jobs_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/ports"
)

func TestCommittedJobsRunAndThoseRolledBackNever(t *testing.T) {
	t.Parallel()
	q := newQueue(t)
	seen := make(chan string, 10)
	q.start(evaluateWith(func(_ context.Context, signalID string) error {
		seen <- signalID
		return nil
	}), patience)

	q.enqueue(errRollback, signals("rolled-back")...)
	q.enqueue(nil, signals("one", "two")...)

	require.ElementsMatch(t, []string{"one", "two"}, []string{received(t, seen), received(t, seen)})
	require.Len(t, q.rows("evaluate_signal"), 2)
	require.Empty(t, seen)
}

func TestJobsCommittedBeforeARunnerStartsAreRun(t *testing.T) {
	t.Parallel()
	q := newQueue(t)
	q.enqueue(nil, signals("waiting")...)
	seen := make(chan ports.EvaluateSignal, 1)
	options := evaluateWith(nil)
	options.Evaluate = func(_ context.Context, wanted ports.EvaluateSignal) error {
		seen <- wanted
		return nil
	}

	q.start(options, patience)

	require.Equal(t, ports.EvaluateSignal{TenantID: "acme", SignalID: "waiting"}, received(t, seen))
	q.settled("completed")
}

func TestStoredArgumentsAreIDsOnly(t *testing.T) {
	t.Parallel()
	q := newQueue(t)

	q.enqueue(nil, ports.EvaluateSignal{TenantID: "acme", SignalID: "alert-1"}, ports.MaintainPartitions{})

	evaluate, maintain := q.rows("evaluate_signal"), q.rows("maintain_partitions")
	require.Len(t, evaluate, 1)
	require.JSONEq(t, `{"tenant_id": "acme", "signal_id": "alert-1"}`, evaluate[0].Args)
	require.Len(t, maintain, 1)
	require.JSONEq(t, `{}`, maintain[0].Args)
}

func TestMaintenanceHasAQueueOfItsOwn(t *testing.T) {
	t.Parallel()
	q := newQueue(t)

	q.enqueue(nil, append(signals("alert-1"), ports.MaintainPartitions{})...)

	require.Equal(t, "signals", q.rows("evaluate_signal")[0].Queue)
	require.Equal(t, "maintenance", q.rows("maintain_partitions")[0].Queue)
}
