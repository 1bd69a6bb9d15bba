package observed

import (
	"context"
	"log/slog"
	"slices"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/mmm-engine/mmm-engine/application/job"
	"github.com/mmm-engine/mmm-engine/ports"
)

// Retention counts what retention deletes, and tells the log how it goes. It is for one
// run at a time.
type Retention struct {
	deleted, dropped *prometheus.CounterVec
	succeeded        prometheus.Gauge
	logger           *slog.Logger
	clock            ports.Clock
}

// NewRetention registers mmm_retention_deleted_total, mmm_retention_partitions_dropped_total
// and mmm_retention_last_success_timestamp_seconds.
func NewRetention(registry prometheus.Registerer, logger *slog.Logger, clock ports.Clock) *Retention {
	r := &Retention{
		deleted: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "mmm_retention_deleted_total", Help: "Rows that had outlived their period, by table.",
		}, []string{"table"}),
		dropped: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "mmm_retention_partitions_dropped_total", Help: "Weeks of a table that were dropped whole.",
		}, []string{"table"}),
		succeeded: prometheus.NewGauge(prometheus.GaugeOpts{
			Name: "mmm_retention_last_success_timestamp_seconds", Help: "When nothing was left to delete last; 0 for never.",
		}),
		logger: logger, clock: clock,
	}
	registry.MustRegister(r.deleted, r.dropped, r.succeeded)
	r.startAtZero()
	return r
}

func (r *Retention) startAtZero() {
	for _, of := range ports.AllExpiring() {
		if of != ports.ExpiringDecisionEvents && of != ports.ExpiringOutcomeEvents {
			r.deleted.WithLabelValues(string(of))
		}
	}
	for _, table := range slices.Concat(ports.ShortLivedTables(), []string{"events", "receipts"}) {
		r.deleted.WithLabelValues(table)
	}
	for _, table := range ports.WeeklyTables() {
		r.dropped.WithLabelValues(table)
	}
}

// Tell counts one piece of work.
func (r *Retention) Tell(done job.RetainProgress) {
	for table, rows := range done.Expired {
		r.deleted.WithLabelValues(table).Add(float64(rows))
	}
	if done.Dropped > 0 {
		r.dropped.WithLabelValues(done.Table).Add(float64(done.Dropped))
	}
}

// Watch is around one run: how much of what it deleted, and whether all is gone.
func (r *Retention) Watch(ctx context.Context, run func(tell func(job.RetainProgress)) (done bool, err error)) (bool, error) {
	begun, rows, weeks := r.clock.Monotonic(), int64(0), 0
	done, err := run(func(progress job.RetainProgress) {
		r.Tell(progress)
		rows, weeks = rows+progress.Expired.Rows(), weeks+progress.Dropped
	})
	if done && err == nil {
		r.succeeded.Set(float64(r.clock.Now().Unix()))
	}
	r.logger.LogAttrs(ctx, slog.LevelInfo, "deleted what had outlived its period",
		slog.Int64("rows", rows), slog.Int("partitions", weeks), slog.Bool("done", done),
		slog.Float64("duration_ms", float64(r.clock.Monotonic()-begun)/float64(time.Millisecond)))
	return done, err
}
