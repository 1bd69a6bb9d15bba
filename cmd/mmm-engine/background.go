package main

import (
	"context"
	"log/slog"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"go.opentelemetry.io/otel/propagation"

	"github.com/mmm-engine/mmm-engine/adapters/jobs"
	"github.com/mmm-engine/mmm-engine/adapters/observed"
	"github.com/mmm-engine/mmm-engine/adapters/postgres"
	"github.com/mmm-engine/mmm-engine/adapters/resilient"
	"github.com/mmm-engine/mmm-engine/application/follow"
	"github.com/mmm-engine/mmm-engine/application/job"
	"github.com/mmm-engine/mmm-engine/db"
	"github.com/mmm-engine/mmm-engine/infrastructure/config"
	"github.com/mmm-engine/mmm-engine/infrastructure/lifecycle"
	"github.com/mmm-engine/mmm-engine/infrastructure/pgpool"
	"github.com/mmm-engine/mmm-engine/infrastructure/telemetry"
	"github.com/mmm-engine/mmm-engine/ports"
)

// background is what a worker does of what was committed.
type background struct {
	Settings   config.Config
	Pool       pgpool.Worker
	Evaluator  *job.SignalEvaluator
	Deliver    observed.Delivery
	Digest     observed.DigestDelivery
	Release    observed.Release
	Erase      observed.Erase
	Breakers   *resilient.Breakers
	Signer     ports.Signer
	Evidence   ports.Evidence
	Clock      ports.Clock
	Propagator propagation.TextMapPropagator
	Logger     *slog.Logger
	Outages    *telemetry.Transitions
	Registry   *prometheus.Registry
	Governing  governing
}

// services lists the parts, the jobs first.
func (b background) services() ([]lifecycle.Service, error) {
	runner, err := b.runner()
	if err != nil {
		return nil, err
	}
	chain, projections := postgres.NewChain(b.Pool), postgres.NewProjections(b.Pool, b.Clock)
	leadership := observed.NewLeadership(postgres.NewLeadership(b.Pool, leaseInterval), b.Logger, b.Outages)
	followed := func(task string, step follow.Step) lifecycle.Service {
		follower := follow.Follower{
			Task: task, Pace: follow.DefaultPace(),
			Step: observed.NewStep(task, follow.Within(stepTime, step), b.Logger, b.Outages),
		}
		return lifecycle.Service{Name: task, Start: func(ctx context.Context) error {
			return follow.Run(ctx, leadership, follower, wait)
		}}
	}
	audit, err := b.auditServices(followed)
	if err != nil {
		return nil, err
	}
	services := []lifecycle.Service{
		{Name: "jobs", Start: func(ctx context.Context) error { return runner.Run(ctx, jobGrace(b.Settings.ShutdownTimeout)) }},
		followed(follow.SealingTask, follow.NewSealer(chain, chain, b.Signer, b.Clock).Step),
		followed(follow.ProjectionTask, follow.NewProjector(projections, projections).Step),
		b.measured(follow.LagTask, follow.MeasureLag(projections, follow.ProjectionTask,
			observed.NewProjectionLag(b.Registry, ports.ProjectionNames()))),
		b.backlogMeter(),
	}
	services = append(services, audit...)
	if b.Evidence != nil {
		services = append(services,
			followed(follow.EmissionTask, follow.NewEmitter(chain, b.Evidence, b.Clock).Step),
			followed(follow.RedriveTask, follow.NewRedriver(chain, b.Evidence, b.Clock).Step))
	}
	return services, nil
}

func (b background) backlogMeter() lifecycle.Service {
	return b.measured(follow.BacklogTask, follow.MeasureBacklogs(observed.NewBacklogs(b.Registry),
		postgres.NewBacklogs(b.Pool, b.Clock, follow.SealingTask, b.Evidence != nil),
		jobs.NewBacklogs(b.Pool.Pool, db.RiverSchema, b.Clock)))
}

// measured runs beside the leaders, not under one.
func (b background) measured(task string, measure follow.Step) lifecycle.Service {
	step := observed.NewStep(task, follow.Within(stepTime, measure), b.Logger, b.Outages)
	return lifecycle.Service{Name: task, Start: func(ctx context.Context) error {
		return follow.Loop(ctx, step, follow.LagPace(), wait)
	}}
}

func (b background) retention() retention {
	return newRetention(b.Pool, b.Governing.governance, b.Evidence != nil, b.Clock, b.Registry, b.Logger)
}

func (b background) runner() (*jobs.Runner, error) {
	return jobs.NewRunner(jobs.Options{
		Pool: b.Pool.Pool, Schema: db.RiverSchema, Logger: b.Logger, Clock: b.Clock,
		Evaluate: b.Evaluator.Evaluate, Partitions: postgres.NewPartitions(b.Pool), Retain: b.retention().run,
		Deliver: func(ctx context.Context, wanted ports.DeliverAction) error {
			_, err := b.Deliver(ctx, wanted)
			return err
		},
		Digest: func(ctx context.Context, wanted ports.DeliverDigest) error {
			_, err := b.Digest(ctx, wanted)
			return err
		},
		Release: func(ctx context.Context, wanted ports.ReleaseAction) (time.Time, error) {
			released, err := b.Release(ctx, wanted)
			return released.Again, err
		},
		Erase: func(ctx context.Context, wanted ports.EraseActor, limit time.Duration) (time.Time, error) {
			run, err := b.Erase(ctx, wanted, limit)
			return run.Again, err
		},
		Channels: channelQueues(b.Settings, b.Breakers), Opened: observed.NewQueues(b.Logger, b.Outages),
		Resume: func(ctx context.Context, traceParent string) context.Context {
			return b.Propagator.Extract(ctx, propagation.MapCarrier{"traceparent": traceParent})
		},
		RescueAfter: b.Settings.JobsRescueAfter,
	})
}

// stepTime is above what a step over a full batch and a slow evidence service takes.
const stepTime = 2 * time.Minute

// leaseInterval is how soon another instance takes over from one that is gone.
const leaseInterval = 2 * time.Second

// wait implements follow.Wait with the machine's timer.
func wait(ctx context.Context, duration time.Duration) error {
	timer := time.NewTimer(duration)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err() //nolint:wrapcheck // the contract is the context's own error
	case <-timer.C:
		return nil
	}
}
