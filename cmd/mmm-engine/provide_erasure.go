package main

import (
	"fmt"
	"log/slog"

	"github.com/prometheus/client_golang/prometheus"
	"go.opentelemetry.io/otel/trace"

	"github.com/mmm-engine/mmm-engine/adapters/jobs"
	"github.com/mmm-engine/mmm-engine/adapters/observed"
	"github.com/mmm-engine/mmm-engine/adapters/postgres"
	"github.com/mmm-engine/mmm-engine/application/job"
	"github.com/mmm-engine/mmm-engine/db"
	"github.com/mmm-engine/mmm-engine/infrastructure/pgpool"
	"github.com/mmm-engine/mmm-engine/ports"
)

// newErase: trace+metric+log > the use case.
func newErase(
	erasures ports.ErasureReader, pool pgpool.Worker, copies windowCopies, store ports.Store, clock ports.Clock, ids ports.IDs,
	registry *prometheus.Registry, tracer trace.Tracer, logger *slog.Logger,
) (observed.Erase, error) {
	signalJobs, err := jobs.NewSignalJobs(pool.Pool, db.RiverSchema)
	if err != nil {
		return nil, fmt.Errorf("the erasure of actors: %w", err)
	}
	// Whether there is an evidence service is for retention only; here it says who is held.
	tenants := postgres.NewRetention(pool, false)
	eraser := job.NewEraser(erasures, postgres.NewErased(pool), signalJobs, copies.cache, tenants, store, clock, ids)
	return observed.NewEraser(registry, tracer, logger).Around(eraser.Erase), nil
}
