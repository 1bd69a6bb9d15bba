package jobs_test

import (
	"context"
	"testing"
	"time"

	"github.com/mmm-engine/mmm-engine/adapters/jobs"
)

func TestRetentionRunsWhenARunnerStartsAndGoesOnUntilNothingIsLeft(t *testing.T) {
	t.Parallel()
	q := newQueue(t)
	runs, ended := make(chan struct{}, 10), make(chan jobs.Retained, 3)
	ended <- jobs.RetainedSome
	ended <- jobs.RetainedSome
	ended <- jobs.RetainedAll
	options := evaluateWith(func(context.Context, string) error { return nil })
	options.Retain = func(context.Context, time.Duration) (jobs.Retained, error) {
		runs <- struct{}{}
		return <-ended, nil
	}

	q.start(options, patience)

	for range 3 {
		received(t, runs)
	}
}
