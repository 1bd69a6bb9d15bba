package main

import (
	"context"
	"log/slog"
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/mmm-engine/mmm-engine/adapters/iam"
	"github.com/mmm-engine/mmm-engine/adapters/jobs"
	"github.com/mmm-engine/mmm-engine/adapters/observed"
	"github.com/mmm-engine/mmm-engine/adapters/postgres"
	"github.com/mmm-engine/mmm-engine/application/follow"
	"github.com/mmm-engine/mmm-engine/application/job"
	"github.com/mmm-engine/mmm-engine/db"
	"github.com/mmm-engine/mmm-engine/infrastructure/config"
	"github.com/mmm-engine/mmm-engine/infrastructure/health"
	"github.com/mmm-engine/mmm-engine/infrastructure/lifecycle"
	"github.com/mmm-engine/mmm-engine/infrastructure/pgpool"
	"github.com/mmm-engine/mmm-engine/infrastructure/telemetry"
	"github.com/mmm-engine/mmm-engine/ports"
)

// engine is everything, ready to run.
type engine struct {
	group   *lifecycle.Group
	logger  *slog.Logger
	primary pgpool.Primary
}

func newEngineOf(
	settings config.Config, services []lifecycle.Service, g *gate, logger *slog.Logger, primary pgpool.Primary,
) *engine {
	g.group = lifecycle.New(logger, settings.ShutdownTimeout, services...)
	return &engine{group: g.group, logger: logger, primary: primary}
}

// stepTime is above what a step over a full batch and a slow evidence service takes.
const stepTime = 2 * time.Minute

// leaseInterval is how soon another instance takes over from one that is gone.
const leaseInterval = 2 * time.Second

// newServices lists the parts: what is first starts first and stops last, so that
// requests end before what they rely on.
func newServices(
	settings config.Config, checker *health.Checker, tokens *iam.Tokens, api http.Handler, registry *prometheus.Registry,
	worker pgpool.Worker, evaluator *job.SignalEvaluator, signer ports.Signer, evidence ports.Evidence,
	clock ports.Clock, logger *slog.Logger, outages *telemetry.Transitions, told streams,
) ([]lifecycle.Service, error) {
	services := []lifecycle.Service{
		{Name: "health", Start: checker.Run},
		{Name: "identity", Start: tokens.Run},
	}
	if settings.Roles.Has(config.Worker) {
		working, err := workers(settings, worker, evaluator, signer, evidence, clock, logger, outages)
		if err != nil {
			return nil, err
		}
		services = append(services, working...)
	}
	grace := settings.ShutdownTimeout
	if settings.MetricsAddr != "" {
		services = append(services, lifecycle.Service{
			Name: "metrics", Start: listen(string(settings.MetricsAddr), metricsHandler(registry), grace),
		})
	}
	services = append(services, lifecycle.Service{Name: "http", Start: listen(string(settings.HTTPAddr), api, grace)})
	return append(services, told...), nil
}

func workers(
	settings config.Config, pool pgpool.Worker, evaluator *job.SignalEvaluator, signer ports.Signer, evidence ports.Evidence,
	clock ports.Clock, logger *slog.Logger, outages *telemetry.Transitions,
) ([]lifecycle.Service, error) {
	runner, err := jobs.NewRunner(jobs.Options{
		Pool: pool.Pool, Schema: db.RiverSchema, Logger: logger,
		Evaluate: evaluator.Evaluate, Partitions: postgres.NewPartitions(pool),
	})
	if err != nil {
		return nil, err
	}
	chain := postgres.NewChain(pool)
	leadership := observed.NewLeadership(postgres.NewLeadership(pool, leaseInterval), logger, outages)
	followed := func(task string, step follow.Step) lifecycle.Service {
		follower := follow.Follower{
			Task: task, Pace: follow.DefaultPace(),
			Step: observed.NewStep(task, follow.Within(stepTime, step), logger, outages),
		}
		return lifecycle.Service{Name: task, Start: func(ctx context.Context) error {
			return follow.Run(ctx, leadership, follower, wait)
		}}
	}
	services := []lifecycle.Service{
		{Name: "jobs", Start: func(ctx context.Context) error { return runner.Run(ctx, settings.ShutdownTimeout) }},
		followed(follow.SealingTask, follow.NewSealer(chain, chain, signer, clock).Step),
	}
	if evidence != nil {
		services = append(services, followed(follow.EmissionTask, follow.NewEmitter(chain, evidence, clock).Step))
	}
	return services, nil
}

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
