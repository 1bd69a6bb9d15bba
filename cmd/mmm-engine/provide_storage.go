package main

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/prometheus/client_golang/prometheus"
	"go.opentelemetry.io/otel/trace"

	"github.com/mmm-engine/mmm-engine/adapters/jobs"
	"github.com/mmm-engine/mmm-engine/adapters/observed"
	"github.com/mmm-engine/mmm-engine/adapters/postgres"
	"github.com/mmm-engine/mmm-engine/application/command"
	"github.com/mmm-engine/mmm-engine/db"
	"github.com/mmm-engine/mmm-engine/infrastructure/config"
	"github.com/mmm-engine/mmm-engine/infrastructure/pgpool"
	"github.com/mmm-engine/mmm-engine/ports"
)

// Pools beside the primary's are small: queries must not starve decisions, and
// followers work one step at a time.
const (
	readerMost = 10
	workerMost = 12
)

func newPrimary(ctx context.Context, settings config.Config, registry *prometheus.Registry) (pgpool.Primary, func(), error) {
	size := pgpool.Size{Min: settings.DatabasePoolMin, Max: settings.DatabasePoolMax}
	pool, err := pgpool.OpenPrimary(ctx, settings.DatabaseURL.Reveal(), size)
	if err != nil {
		return pool, nil, fmt.Errorf("DATABASE_URL: %w", err)
	}
	registry.MustRegister(observed.NewPool("primary", connections(pool.Pool)))
	return pool, pool.Close, nil
}

// newReader's metrics bear the contract's name for the pool of queries, as long as there is
// no replica that has one of its own.
func newReader(ctx context.Context, settings config.Config, registry *prometheus.Registry) (pgpool.Reader, func(), error) {
	pool, err := pgpool.OpenReader(ctx, settings.DatabaseURL.Reveal(), pgpool.Size{Min: 1, Max: readerMost})
	if err != nil {
		return pool, nil, fmt.Errorf("DATABASE_URL: %w", err)
	}
	name := "replica"
	if !settings.DatabaseReplicaURL.Empty() {
		name = "reader"
	}
	registry.MustRegister(observed.NewPool(name, connections(pool.Pool)))
	return pool, pool.Close, nil
}

// newWorker opens no pool where this process is no worker.
func newWorker(ctx context.Context, settings config.Config, registry *prometheus.Registry) (pgpool.Worker, func(), error) {
	if !settings.Roles.Has(config.Worker) {
		return pgpool.Worker{}, func() {}, nil
	}
	pool, err := pgpool.OpenWorker(ctx, settings.DatabaseWorkerURL.Reveal(), pgpool.Size{Min: 1, Max: workerMost})
	if err != nil {
		return pool, nil, fmt.Errorf("DATABASE_WORKER_URL: %w", err)
	}
	registry.MustRegister(observed.NewPool("worker", connections(pool.Pool)))
	return pool, pool.Close, nil
}

func connections(pool *pgxpool.Pool) func() observed.Connections {
	return func() observed.Connections {
		now := pool.Stat()
		return observed.Connections{
			Acquired: int(now.AcquiredConns()), Idle: int(now.IdleConns()),
			Total: int(now.TotalConns()), Max: int(now.MaxConns()),
		}
	}
}

func newEnqueue() (postgres.Enqueue, error) {
	enqueuer, err := jobs.NewEnqueuer(db.RiverSchema)
	if err != nil {
		return nil, err
	}
	return enqueuer.Enqueue, nil
}

// newDecisionReader: trace > services beside (copy of the window > trace > read).
func newDecisionReader(
	reader *postgres.Reader, copies windowCopies, services command.Services, tracer trace.Tracer, clock ports.Clock,
) ports.DecisionReader {
	rows := observed.NewDecisionRows(reader, tracer)
	return observed.NewDecisionReader(command.NewContext(copies.reader(rows), services), tracer, clock)
}

// newStore: trace+metric > copy of the window > commit.
func newStore(
	pool pgpool.Primary, enqueue postgres.Enqueue, copies windowCopies, metrics *observed.Metrics, tracer trace.Tracer,
	clock ports.Clock,
) ports.Store {
	return observed.NewStore(copies.store(postgres.NewStore(pool, enqueue)), metrics, tracer, clock)
}
