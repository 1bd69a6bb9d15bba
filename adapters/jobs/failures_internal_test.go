package jobs

import (
	"bytes"
	"errors"
	"log/slog"
	"testing"
	"time"

	"github.com/riverqueue/river/rivertype"
	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/domain/fault"
)

// What is away is told once, not once a job; a defect is told each time.
func TestJobsThatFailForAnOutageAreToldOnce(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	told := newFailures(slog.New(slog.NewJSONHandler(&out, nil)))
	began := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	fail := func(kind string, after time.Duration, err error) {
		at := began.Add(after)
		told.HandleError(t.Context(), &rivertype.JobRow{Kind: kind, AttemptedAt: &at}, err)
	}
	lines := func() int { return bytes.Count(out.Bytes(), []byte("\n")) }
	away := fault.New(fault.Unavailable, fault.PolicyUnavailable, "no ruling")
	for second := range 100 {
		fail("evaluate_signal", time.Duration(second)*time.Second, away)
	}
	require.Equal(t, 1, lines())
	fail("release_action", 100*time.Second, away)
	require.Equal(t, 2, lines(), "another kind")
	fail("evaluate_signal", 200*time.Second, away)
	require.Equal(t, 3, lines(), "it had worked for a while")
	for range 2 {
		fail("evaluate_signal", 201*time.Second, errors.New("a defect"))
	}
	require.Equal(t, 5, lines())
}
