package jobs

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/rivertype"

	"github.com/mmm-engine/mmm-engine/ports"
)

// Options are what a runner needs.
type Options struct {
	// Pool is of the role mmm_worker.
	Pool   *pgxpool.Pool
	Schema string
	// Logger gets what the library warns of. Its lines below that say only that it works,
	// and how jobs fared, which the table of jobs and the use case's own line say better.
	Logger *slog.Logger
	// SignalWorkers is how many signals are decided at once; 0 means 8.
	SignalWorkers int
	Evaluate      func(context.Context, ports.EvaluateSignal) error
	// Deliver carries out one delivery, Digest one of several actions; Channels are the
	// queues that they work on, one a surface, with a channel or without.
	Deliver  func(context.Context, ports.DeliverAction) error
	Digest   func(context.Context, ports.DeliverDigest) error
	Channels []ChannelQueue
	// Release sends on its way what waited, or says when to come back; zero for never.
	Release func(context.Context, ports.ReleaseAction) (again time.Time, err error)
	// Erase carries on with an erasure for at most that long, and says when to come back;
	// zero when it has ended.
	Erase func(ctx context.Context, wanted ports.EraseActor, limit time.Duration) (again time.Time, err error)
	// Opened is told again and again how opening or changing a channel's queue went, and
	// that it is open; nil tells nobody.
	Opened     func(ctx context.Context, queue string, err error)
	Partitions ports.Partitions
	// Retain deletes what has outlived its period, for at most that long.
	Retain func(ctx context.Context, limit time.Duration) (Retained, error)
	Clock  ports.Clock
	// Resume puts a job into the trace that asked for it; nil leaves it in none.
	Resume Resume
	// RescueAfter is how long the jobs of a killed process wait for another one; 0 means
	// 2 minutes. No job runs longer.
	RescueAfter time.Duration
}

// Runner works on jobs until it is stopped.
type Runner struct {
	client   *river.Client[pgx.Tx]
	channels []ChannelQueue
	opened   func(ctx context.Context, queue string, err error)
}

const (
	defaultSignalWorkers = 8
	// channelWorkers is how many deliveries to one surface are under way at once.
	channelWorkers = 8
	// releaseWorkers are few: where quiet hours end for many at once, requests go first.
	releaseWorkers = 2
	// fetchCooldown bounds how long a committed job waits to be seen (architecture.md, Jobs).
	fetchCooldown      = 20 * time.Millisecond
	jobTimeout         = 30 * time.Second
	defaultRescueAfter = 2 * time.Minute
	maintenancePause   = 24 * time.Hour
)

// NewRunner makes a runner; Run starts it.
func NewRunner(o Options) (*Runner, error) {
	o = o.withDefaults()
	workers := river.NewWorkers()
	river.AddWorker(workers, &evaluateSignal{evaluate: o.Evaluate, resume: o.Resume})
	river.AddWorker(workers, &deliverAction{deliver: o.Deliver, resume: o.Resume, clock: o.Clock})
	river.AddWorker(workers, &deliverDigest{deliver: o.Digest, resume: o.Resume, clock: o.Clock})
	river.AddWorker(workers, &releaseAction{release: o.Release, resume: o.Resume, clock: o.Clock})
	river.AddWorker(workers, &eraseActor{erase: o.Erase, resume: o.Resume, clock: o.Clock})
	river.AddWorker(workers, &maintainPartitions{partitions: o.Partitions})
	river.AddWorker(workers, &retain{retain: o.Retain})
	client, err := river.NewClient(riverpgxv5.New(o.Pool), &river.Config{
		Schema: o.Schema, Logger: slog.New(newWarnings(o.Logger.Handler())), Workers: workers,
		ErrorHandler: newFailures(o.Logger), Middleware: []rivertype.Middleware{&panics{logger: o.Logger}},
		FetchCooldown: fetchCooldown, JobTimeout: min(jobTimeout, o.RescueAfter), RescueStuckJobsAfter: o.RescueAfter,
		Queues: map[string]river.QueueConfig{
			queueSignals: {MaxWorkers: o.SignalWorkers}, queueMaintenance: {MaxWorkers: 1},
			queueReleases: {MaxWorkers: releaseWorkers}, queueErasures: {MaxWorkers: 1},
		},
		PeriodicJobs: []*river.PeriodicJob{daily(ports.MaintainPartitions{}), daily(ports.Retain{})},
		// The worker's role owns no index, so it cannot rebuild any.
		ReindexerIndexNames: []string{},
	})
	if err != nil {
		return nil, fmt.Errorf("make the job runner: %w", err)
	}
	return &Runner{client: client, channels: o.Channels, opened: o.Opened}, nil
}

// daily has a job done each day, and after each start of a leader; one that is not done
// yet is not doubled.
func daily(job river.JobArgs) *river.PeriodicJob {
	return river.NewPeriodicJob(river.PeriodicInterval(maintenancePause), func() (river.JobArgs, *river.InsertOpts) {
		return job, &river.InsertOpts{Queue: queueMaintenance, UniqueOpts: river.UniqueOpts{ByState: underWay()}}
	}, &river.PeriodicJobOpts{RunOnStart: true})
}

// underWay are the states of a job that will be done.
func underWay() []rivertype.JobState {
	return []rivertype.JobState{
		rivertype.JobStateAvailable, rivertype.JobStatePending, rivertype.JobStateRetryable, rivertype.JobStateRunning,
		rivertype.JobStateScheduled,
	}
}

func (o Options) withDefaults() Options {
	o.SignalWorkers = cmp.Or(o.SignalWorkers, defaultSignalWorkers)
	o.RescueAfter = cmp.Or(o.RescueAfter, defaultRescueAfter)
	if o.Resume == nil {
		o.Resume = noTrace
	}
	if o.Opened == nil {
		o.Opened = func(context.Context, string, error) {}
	}
	return o
}

// Run works until the context ends, then hands back what it holds: jobs that are
// running may finish within the grace.
func (r *Runner) Run(ctx context.Context, grace time.Duration) error {
	if err := r.client.Start(context.WithoutCancel(ctx)); err != nil {
		return fmt.Errorf("start the job runner: %w", err)
	}
	var tending sync.WaitGroup
	for _, queue := range r.channels {
		channel := &tended{client: r.client, queue: queue, workers: channelWorkers, opened: r.opened}
		tending.Go(func() { channel.run(ctx) })
	}
	<-ctx.Done()
	tending.Wait()
	stopping, cancel := context.WithTimeout(context.WithoutCancel(ctx), grace)
	defer cancel()
	if err := r.client.Stop(stopping); err != nil {
		if err := r.client.StopAndCancel(context.WithoutCancel(ctx)); err != nil && !errors.Is(err, context.Canceled) {
			return fmt.Errorf("stop the job runner: %w", err)
		}
	}
	return nil
}
