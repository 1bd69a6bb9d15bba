package main

import (
	"context"
	"log/slog"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/mmm-engine/mmm-engine/adapters/jobs"
	"github.com/mmm-engine/mmm-engine/adapters/observed"
	"github.com/mmm-engine/mmm-engine/adapters/postgres"
	"github.com/mmm-engine/mmm-engine/application/job"
	"github.com/mmm-engine/mmm-engine/infrastructure/pgpool"
	"github.com/mmm-engine/mmm-engine/ports"
)

// retention deletes what has outlived its period, on one instance at a time.
type retention struct {
	store      ports.Retention
	governance ports.Governance
	clock      ports.Clock
	leadership ports.Leadership
	watched    *observed.Retention
}

// retentionPatience is how long a run waits for another one to end.
const retentionPatience = 3 * time.Second

func newRetention(
	pool pgpool.Worker, governance ports.Governance, sent bool, clock ports.Clock, registry prometheus.Registerer, logger *slog.Logger,
) retention {
	return retention{
		store: postgres.NewRetention(pool, sent), governance: governance, clock: clock,
		leadership: postgres.NewLeadership(pool, leaseInterval), watched: observed.NewRetention(registry, logger, clock),
	}
}

// run deletes for at most so long.
func (r retention) run(ctx context.Context, limit time.Duration) (jobs.Retained, error) {
	done := false
	alone, err := job.Alone(ctx, r.leadership, ports.RetentionTask, retentionPatience, func(ctx context.Context) (err error) {
		done, err = r.watched.Watch(ctx, func(tell func(job.RetainProgress)) (bool, error) {
			return job.NewRetainer(r.store, r.governance, r.clock, tell).Retain(ctx, limit)
		})
		return err
	})
	switch {
	case !alone && err == nil:
		return jobs.RetainedByOthers, nil
	case !done:
		return jobs.RetainedSome, err
	}
	return jobs.RetainedAll, err
}
