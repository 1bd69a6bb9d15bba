package jobs_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/domain/action"
	"github.com/mmm-engine/mmm-engine/ports"
)

// errorsOf answers what is stored of the failures of the only job of a kind, as the page
// of jobs shows it.
func (q *queue) errorsOf(kind string) string {
	q.t.Helper()
	connection, err := pgx.Connect(q.t.Context(), q.owner)
	require.NoError(q.t, err)
	defer func() { _ = connection.Close(context.Background()) }()
	var stored string
	require.NoError(q.t, connection.QueryRow(q.t.Context(),
		"SELECT coalesce(max(errors::text), '') FROM river.river_job WHERE kind = $1", kind).Scan(&stored))
	return stored
}

// What a panic holds could be anything, a payload too.
func TestOfAPanicOnlyTheTypeIsStoredAndTheStackIsLogged(t *testing.T) {
	t.Parallel()
	q := newQueue(t)
	var out bytes.Buffer
	options, _ := deliverWith(func(context.Context, ports.DeliverAction) error {
		panic(errors.New("hunter2"))
	}, action.CI)
	options.Evaluate = func(context.Context, ports.EvaluateSignal) error { panic("hunter2") }
	options.Partitions = partitions(func(context.Context) error { panic(struct{ name string }{"hunter2"}) })
	options.Logger = slog.New(slog.NewJSONHandler(&out, nil))
	stop := q.start(options, patience)
	q.enqueue(nil, signals("signal-of-somebody")[0], deliverTo(action.CI, 1))

	told := map[string]string{
		"evaluate_signal": "panic with a string", "deliver_action": "panic with a *errors.errorString",
		"maintain_partitions": "panic with a struct { name string }",
	}
	for kind, want := range told {
		require.Eventually(t, func() bool { return q.errorsOf(kind) != "" }, patience, 10*time.Millisecond, kind)
		require.Contains(t, q.errorsOf(kind), want)
		require.NotContains(t, q.errorsOf(kind), "hunter2")
		require.NotContains(t, q.errorsOf(kind), ".go:", "the stack is not stored")
	}
	require.NoError(t, stop())
	logs := out.String()
	for kind := range told {
		require.Contains(t, logs, `"level":"ERROR","msg":"a job panicked","kind":"`+kind+`"`)
	}
	require.Contains(t, logs, "panics_test.go:")
	require.NotContains(t, logs, "hunter2")
	require.NotContains(t, logs, "signal-of-somebody")
}
