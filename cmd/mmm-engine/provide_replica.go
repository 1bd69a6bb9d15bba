package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/mmm-engine/mmm-engine/adapters/observed"
	"github.com/mmm-engine/mmm-engine/adapters/readmodel"
	"github.com/mmm-engine/mmm-engine/application/follow"
	"github.com/mmm-engine/mmm-engine/infrastructure/config"
	"github.com/mmm-engine/mmm-engine/infrastructure/lifecycle"
	"github.com/mmm-engine/mmm-engine/infrastructure/pgpool"
	"github.com/mmm-engine/mmm-engine/infrastructure/pgreplica"
	"github.com/mmm-engine/mmm-engine/ports"
)

// How often a replica is asked, and how long it may take to answer.
const (
	replicaEvery   = time.Second
	replicaTimeout = 2 * time.Second
)

// replica is where queries go first; without one the monitor is nil.
type replica struct {
	pool     pgpool.Replica
	monitor  *pgreplica.Monitor
	fellBack func(reason string)
}

func newReplica(
	ctx context.Context, settings config.Config, primary pgpool.Reader, registry *prometheus.Registry, logger *slog.Logger,
	clock ports.Clock,
) (replica, func(), error) {
	if settings.DatabaseReplicaURL.Empty() {
		return replica{}, func() {}, nil
	}
	pool, err := pgpool.OpenReplica(ctx, settings.DatabaseReplicaURL.Reveal(), pgpool.Size{Min: 1, Max: readerMost})
	if err != nil {
		return replica{}, nil, fmt.Errorf("DATABASE_REPLICA_URL: %w", err)
	}
	// Of its own, so that a replica whose connections all are at work does not look dead.
	watching, err := pgpool.OpenReplica(ctx, settings.DatabaseReplicaURL.Reveal(), pgpool.Size{Max: 1})
	if err != nil {
		pool.Close()
		return replica{}, nil, fmt.Errorf("DATABASE_REPLICA_URL: %w", err)
	}
	registry.MustRegister(observed.NewPool("replica", connections(pool.Pool)))
	tell := observed.NewReplicaLog(logger)
	monitor := pgreplica.New(pgreplica.Options{
		Primary: primary, Replica: watching, MaxLag: settings.ReplicaMaxLag, Every: replicaEvery, Timeout: replicaTimeout,
		Monotonic: clock.Monotonic,
		Changed:   func(ctx context.Context, now pgreplica.State, err error) { tell(ctx, string(unfitOf(now)), err) },
	})
	reasons := make([]string, len(readmodel.Unfits()))
	for i, reason := range readmodel.Unfits() {
		reasons[i] = string(reason)
	}
	return replica{pool: pool, monitor: monitor, fellBack: observed.NewReplica(registry, monitor.Lag, reasons)}, func() {
		watching.Close()
		pool.Close()
	}, nil
}

// newReadModel reads the replica where there is one.
func newReadModel(primary pgpool.Reader, beside replica) *readmodel.Views {
	views := readmodel.NewViews(primary, readmodel.Followers{Sealing: follow.SealingTask, Projecting: follow.ProjectionTask})
	if beside.monitor == nil {
		return views
	}
	return views.Beside(readmodel.Replica{
		Pool: beside.pool, Unfit: beside.unfit,
		Failed:   func(ctx context.Context, found readmodel.Unfit) { beside.monitor.Suspect(ctx, pgreplica.State(found)) },
		FellBack: func(reason readmodel.Unfit) { beside.fellBack(string(reason)) },
	})
}

func (r replica) unfit() readmodel.Unfit { return unfitOf(r.monitor.State()) }

// unfitOf answers why a replica in that state may not be read; the states bear the names
// of the reasons.
func unfitOf(state pgreplica.State) readmodel.Unfit {
	if state == pgreplica.Usable {
		return ""
	}
	return readmodel.Unfit(state)
}

func (r replica) services() []lifecycle.Service {
	if r.monitor == nil {
		return nil
	}
	return []lifecycle.Service{{Name: "replica", Start: r.monitor.Run}}
}

// errUnfit is told by readiness; the class of an error is all that it shows.
var errUnfit = errors.New("the replica may not be read")

// check answers how the replica is; nil where there is none.
func (r replica) check() func(context.Context) error {
	if r.monitor == nil {
		return nil
	}
	return func(context.Context) error {
		if unfit := r.unfit(); unfit != "" {
			return fmt.Errorf("%w: %s", errUnfit, unfit)
		}
		return nil
	}
}
