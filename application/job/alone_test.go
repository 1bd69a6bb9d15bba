package job_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/application/job"
)

// leading gives the leadership at once, never, or fails.
type leading struct {
	busy bool
	err  error
}

func (l leading) Lead(ctx context.Context, _ string, work func(context.Context) error) error {
	if l.err != nil {
		return l.err
	}
	if l.busy {
		<-ctx.Done()
		return ctx.Err()
	}
	return work(ctx)
}

func TestWorkIsDoneAloneOrNotAtAll(t *testing.T) {
	t.Parallel()
	failure := errors.New("failed")
	did := false
	alone, err := job.Alone(t.Context(), leading{}, "task", time.Minute, func(context.Context) error {
		did = true
		return failure
	})
	require.True(t, alone)
	require.True(t, did)
	require.ErrorIs(t, err, failure, "the work's own error")
	never := func(context.Context) error {
		t.Error("somebody else is at it")
		return nil
	}
	alone, err = job.Alone(t.Context(), leading{busy: true}, "task", time.Millisecond, never)
	require.NoError(t, err)
	require.False(t, alone)
	_, err = job.Alone(t.Context(), leading{err: failure}, "task", time.Minute, never)
	require.ErrorIs(t, err, failure, "it cannot be told who leads")
}
