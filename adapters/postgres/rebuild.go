package postgres

import (
	"context"
	"slices"

	"github.com/jackc/pgx/v5"

	"github.com/mmm-engine/mmm-engine/adapters/postgres/internal/writedb"
	"github.com/mmm-engine/mmm-engine/domain/event"
	"github.com/mmm-engine/mmm-engine/domain/stats"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
	"github.com/mmm-engine/mmm-engine/ports"
)

// Rebuild makes aggregates anew, beside those in force.
type Rebuild struct {
	pool    Primary
	queries *writedb.Queries
}

var _ ports.ProjectionRebuild = (*Rebuild)(nil)

// NewRebuild makes it over the pool.
func NewRebuild(pool Beginner) *Rebuild { return &Rebuild{pool: pool, queries: writedb.New(pool)} }

// BeginRebuild implements ports.ProjectionRebuild.
func (r *Rebuild) BeginRebuild(ctx context.Context, names []string) (int, error) {
	var generation int32
	err := pgx.BeginFunc(ctx, r.pool, func(tx pgx.Tx) error {
		q := writedb.New(tx)
		numbers, err := q.BeginRebuild(ctx, names)
		if err != nil || len(numbers) == 0 {
			return err
		}
		generation = numbers[0]
		return keep(ctx, q, names, generation)
	})
	return int(generation), translate(err, "begin a rebuild")
}

// keep takes over what was counted of events that are not kept any more.
func keep(ctx context.Context, q *writedb.Queries, names []string, generation int32) error {
	parts := map[string][]func(context.Context, int32) error{
		ports.TenantStats:     {q.KeepTenantHours, q.KeepTenantDays},
		ports.PlaybookStats:   {q.KeepPlaybookHours, q.KeepPlaybookDays},
		ports.ExperimentStats: {q.KeepExposures, q.KeepExposed},
	}
	for _, name := range names {
		for _, part := range parts[name] {
			if err := part(ctx, generation); err != nil {
				return err
			}
		}
	}
	return nil
}

// ReadFloors implements ports.ProjectionRebuild.
func (r *Rebuild) ReadFloors(ctx context.Context) (map[tenant.ID]stats.Floors, error) {
	rows, err := r.queries.ReadFloors(ctx)
	if err != nil {
		return nil, translate(err, "read from when on events are kept")
	}
	floors := make(map[tenant.ID]stats.Floors, len(rows))
	for _, row := range rows {
		floors[tenant.ID(row.TenantID)] = stats.Floors{Decisions: row.DecisionsFloor, Outcomes: row.OutcomesFloor}
	}
	return floors, nil
}

// Build implements ports.ProjectionRebuild, in one round trip.
func (r *Rebuild) Build(ctx context.Context, names []string, generation int, added *stats.Tally) error {
	var sent pipeline
	q := writedb.New(&sent)
	if slices.Contains(names, ports.TenantStats) {
		queueTenantStats(ctx, q, added, int32(generation))
	}
	if slices.Contains(names, ports.PlaybookStats) {
		queuePlaybookStats(ctx, q, added, int32(generation))
		queueFirings(ctx, q, added)
	}
	if slices.Contains(names, ports.ExperimentStats) {
		queueExperimentStats(ctx, q, added, int32(generation))
	}
	return translate(sent.run(ctx, r.pool, nil), "add to a rebuild")
}

// FinishRebuild implements ports.ProjectionRebuild.
func (r *Rebuild) FinishRebuild(
	ctx context.Context, names []string, generation int, follower string, at event.Position,
) error {
	var sent pipeline
	writedb.New(&sent).FinishRebuild(ctx, []writedb.FinishRebuildParams{{
		Names: names, Generation: int32(generation), Follower: follower, Xid: int64(at.Transaction), Number: at.Number,
	}})
	return translate(sent.run(ctx, r.pool, nil), "finish a rebuild")
}

// Sweep implements ports.ProjectionRebuild.
func (r *Rebuild) Sweep(ctx context.Context, limit int) (int, error) {
	swept := 0
	for _, table := range []func(context.Context, int32) (int64, error){
		r.queries.SweepTenantHours, r.queries.SweepTenantDays, r.queries.SweepPlaybookHours, r.queries.SweepPlaybookDays,
		r.queries.SweepExposures, r.queries.SweepExposed,
	} {
		rows, err := table(ctx, int32(limit))
		if err != nil {
			return swept, translate(err, "sweep what no query reads any more")
		}
		swept += int(rows)
	}
	return swept, nil
}
