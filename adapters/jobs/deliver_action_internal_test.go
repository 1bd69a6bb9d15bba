package jobs

import (
	"context"
	"testing"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"
	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/ports"
)

// stopped is a clock that stands still.
type stopped struct{ at time.Time }

func (s stopped) Now() time.Time         { return s.at }
func (stopped) Monotonic() time.Duration { return 0 }

func TestPausesBetweenAttemptsDoubleUpToTenMinutes(t *testing.T) {
	t.Parallel()
	clock := stopped{time.Date(2026, time.March, 4, 12, 0, 0, 0, time.UTC)}
	worker := &deliverAction{clock: clock}
	for attempt, want := range map[int]time.Duration{
		0: 5 * time.Second, 1: 5 * time.Second, 2: 10 * time.Second, 5: 80 * time.Second, 7: 320 * time.Second,
		8: 10 * time.Minute, 9: 10 * time.Minute, 10_000: 10 * time.Minute,
	} {
		for _, id := range []int64{0, 50, 99, 100, 1 << 40} {
			job := &river.Job[ports.DeliverAction]{JobRow: &rivertype.JobRow{Attempt: attempt, ID: id}}
			pause := worker.NextRetry(job).Sub(clock.at)
			require.GreaterOrEqual(t, pause, want, "attempt %d", attempt)
			require.Less(t, pause, want+want/5, "attempt %d is spread by less than a fifth", attempt)
		}
	}
}

func TestWhatIsToComeBackAtOneTimeComesBackSpreadByLessThanAFifth(t *testing.T) {
	t.Parallel()
	busy := fault.New(fault.Exhausted, "RECEIVER_PAUSED", "come back later")
	busy.RetryAfter = time.Minute
	worker := &deliverAction{resume: noTrace, deliver: func(context.Context, ports.DeliverAction) error { return busy }}
	pauses := map[time.Duration]bool{}
	for id := range int64(200) {
		job := &river.Job[ports.DeliverAction]{JobRow: &rivertype.JobRow{ID: id}}
		var snoozed *river.JobSnoozeError
		require.ErrorAs(t, worker.Work(t.Context(), job), &snoozed)
		require.GreaterOrEqual(t, snoozed.Duration, time.Minute, "never sooner")
		require.Less(t, snoozed.Duration, time.Minute+12*time.Second)
		pauses[snoozed.Duration] = true
	}
	require.Len(t, pauses, 100)
}

func TestAJobThatCarriesNoReadableTraceHasNone(t *testing.T) {
	t.Parallel()
	const trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
	carried, err := metadataOf(trace)
	require.NoError(t, err)
	require.JSONEq(t, `{"traceparent":"`+trace+`"}`, string(carried))
	require.Equal(t, trace, traceOf(carried))
	for _, unreadable := range []string{"", "null", "{}", "[]", `{"traceparent":7}`, "garbage"} {
		require.Empty(t, traceOf([]byte(unreadable)), unreadable)
	}
}
