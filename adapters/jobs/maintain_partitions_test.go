package jobs_test

import (
	"context"
	"testing"
)

func TestPartitionsAreMaintainedWhenARunnerStarts(t *testing.T) {
	t.Parallel()
	q := newQueue(t)
	ensured := make(chan struct{}, 10)
	options := evaluateWith(func(context.Context, string) error { return nil })
	options.Partitions = partitions(func(context.Context) error {
		ensured <- struct{}{}
		return nil
	})

	q.start(options, patience)

	received(t, ensured)
}
