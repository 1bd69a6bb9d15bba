package query

import (
	"cmp"
	"context"
	"slices"

	"github.com/mmm-engine/mmm-engine/domain/actor"
	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/domain/stats"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
	"github.com/mmm-engine/mmm-engine/ports"
)

// GetTimeseries asks for a tenant's counts over time (api.md, GET
// /tenants/{tenant_id}/timeseries).
type GetTimeseries struct {
	Caller   actor.Caller
	TenantID tenant.ID
	// Metric is decisions by default.
	Metric stats.Measure
	// Bucket is a day by default.
	Bucket stats.Bucket
	// Range is the 30 days up to now by default.
	Range   stats.Range
	GroupBy stats.GroupBy
}

// Timeseries is the answer.
type Timeseries struct {
	Metric stats.Measure
	Bucket stats.Bucket
	// Range is what was counted: whole buckets.
	Range  stats.Range
	Points []stats.Point
	// Hidden is how many points too few actors stand behind.
	Hidden int
}

// Authorise implements application.Use.
func (q GetTimeseries) Authorise() error {
	if err := q.Caller.RequireOwnTenant(q.TenantID); err != nil {
		return err
	}
	return q.Caller.RequireAdmin()
}

// maxCells bounds what one answer adds up: some megabytes.
const maxCells = 100_000

// Timeseries carries out GetTimeseries.
func (s *Stats) Timeseries(ctx context.Context, q GetTimeseries) (Timeseries, error) {
	metric, bucket, span := cmp.Or(q.Metric, stats.Decisions), cmp.Or(q.Bucket, stats.ByDay), q.Range.Or(s.clock.Now())
	if problems := slices.Concat(
		metricProblems(metric, q.GroupBy), span.Problems("from"), span.BucketProblems(bucket),
	); len(problems) > 0 {
		return Timeseries{}, fault.InvalidInput(problems)
	}
	span = span.Whole(bucket)
	cells, err := s.views.ListCells(ctx, q.TenantID, ports.CellFilter{
		Measure: metric, Playbooks: q.GroupBy == stats.ByPlaybook, Daily: bucket != stats.ByHour, Range: span, Limit: maxCells + 1,
	})
	if err != nil {
		return Timeseries{}, err
	}
	if err := fits(cells); err != nil {
		return Timeseries{}, err
	}
	points, hidden := stats.Series(cells, q.GroupBy, bucket)
	return Timeseries{Metric: metric, Bucket: bucket, Range: span, Points: points, Hidden: hidden}, nil
}

func metricProblems(metric stats.Measure, by stats.GroupBy) []fault.Problem {
	if !metric.Valid() {
		return []fault.Problem{{Path: "metric", Message: "must be one of decisions, actions, outcomes"}}
	}
	return by.Problems(metric)
}

// fits refuses what would be cut off: a part of the counts is a wrong count.
func fits(cells []stats.Cell) error {
	if len(cells) <= maxCells {
		return nil
	}
	return fault.InvalidInput([]fault.Problem{{
		Path: "from", Message: "asks for more counts than one answer holds; ask for less time, or choose day, week or month for bucket",
	}})
}
