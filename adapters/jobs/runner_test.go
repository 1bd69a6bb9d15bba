package jobs_test

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestStoppingLetsRunningJobsFinishAndHandsTheRestBack(t *testing.T) {
	t.Parallel()
	// Far more than can be fetched between the order to stop and its effect.
	const all, atOnce = 200, 2
	q := newQueue(t)
	ids := make([]string, all)
	for i := range ids {
		ids[i] = fmt.Sprintf("signal-%d", i)
	}
	q.enqueue(nil, signals(ids...)...)
	started, release := make(chan string, all), make(chan struct{})
	var finished, cancelled atomic.Int32
	options := evaluateWith(func(ctx context.Context, signalID string) error {
		started <- signalID
		<-release
		finished.Add(1)
		if ctx.Err() != nil {
			cancelled.Add(1)
		}
		return nil
	})
	options.SignalWorkers = atOnce
	stop := q.start(options, patience)
	for range atOnce {
		received(t, started)
	}
	stopped := make(chan error, 1)
	go func() { stopped <- stop() }()

	close(release)

	require.NoError(t, received(t, stopped))
	require.Zero(t, cancelled.Load())
	states := map[string]int{}
	for _, job := range q.rows("evaluate_signal") {
		states[job.State]++
	}
	require.Equal(t, map[string]int{"completed": int(finished.Load()), "available": all - int(finished.Load())}, states)
	require.NotZero(t, states["available"])
}

func TestAJobThatOutlastsTheGraceIsHandedBackAndRunAgain(t *testing.T) {
	t.Parallel()
	q := newQueue(t)
	started := make(chan struct{}, 1)
	stop := q.start(evaluateWith(func(ctx context.Context, _ string) error {
		started <- struct{}{}
		<-ctx.Done()
		return ctx.Err()
	}), time.Millisecond)
	q.enqueue(nil, signals("long")...)
	received(t, started)

	require.NoError(t, stop())

	require.Equal(t, "available", q.rows("evaluate_signal")[0].State)
	again := make(chan string, 1)
	q.start(evaluateWith(func(_ context.Context, signalID string) error {
		again <- signalID
		return nil
	}), patience)
	require.Equal(t, "long", received(t, again))
}

func TestTheLibrarysLinesAreWarningsWithoutArguments(t *testing.T) {
	t.Parallel()
	q := newQueue(t)
	var out bytes.Buffer
	options := evaluateWith(func(context.Context, string) error { panic("a defect") })
	options.Logger = slog.New(slog.NewJSONHandler(&out, &slog.HandlerOptions{Level: slog.LevelDebug}))
	stop := q.start(options, patience)

	q.enqueue(nil, signals("signal-of-somebody")...)
	require.Eventually(t, func() bool {
		stored := q.rows("evaluate_signal")
		return stored[0].Attempt > 0 && stored[0].State != "running"
	}, patience, 10*time.Millisecond)
	require.NoError(t, stop())

	logs := out.String()
	require.Contains(t, logs, `"level":"ERROR"`, "a panic is told")
	require.Contains(t, logs, "evaluate_signal")
	require.NotContains(t, logs, `"level":"INFO"`)
	require.NotContains(t, logs, `"level":"DEBUG"`)
	require.NotContains(t, logs, "signal-of-somebody")
	require.NotContains(t, logs, "acme")
}
