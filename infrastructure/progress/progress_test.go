package progress_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/infrastructure/progress"
)

// ticking answers a clock that goes on by a step each time it is asked.
func ticking(step time.Duration) func() time.Time {
	at := time.Date(2026, time.March, 4, 12, 0, 0, 0, time.UTC)
	return func() time.Time {
		at = at.Add(step)
		return at
	}
}

func TestElsewhereThanOnATerminalALineIsWrittenNowAndThen(t *testing.T) {
	t.Parallel()
	var out strings.Builder
	bar := progress.NewAt(&out, "events", false, ticking(time.Second))
	for done := range int64(20) {
		bar.Tell(done, 20)
	}
	bar.Done(20)
	lines := strings.Split(strings.TrimSpace(out.String()), "\n")
	require.Less(t, len(lines), 7)
	require.Regexp(t, `^ *0 %  0 of 20 events, 0/s$`, lines[0])
	require.Regexp(t, `^100 %  20 of 20 events, \d+/s$`, lines[len(lines)-1])
	require.NotContains(t, out.String(), "\r")
}

func TestOnATerminalTheBarIsDrawnAnew(t *testing.T) {
	t.Parallel()
	var out strings.Builder
	bar := progress.NewAt(&out, "events", true, ticking(time.Second))
	bar.Tell(5, 10)
	bar.Done(12)
	require.Equal(t, 2, strings.Count(out.String(), "\r["))
	require.Contains(t, out.String(), "["+strings.Repeat("=", 20)+strings.Repeat(" ", 20)+"]  50 %")
	require.True(t, strings.HasSuffix(out.String(), "\n"))
}

func TestNothingToDoIsDone(t *testing.T) {
	t.Parallel()
	var out strings.Builder
	progress.NewAt(&out, "events", false, ticking(0)).Done(0)
	require.Equal(t, "100 %  0 of 0 events, 0/s\n", out.String())
}
