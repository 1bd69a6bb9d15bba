package query

import (
	"context"
	"time"

	"github.com/mmm-engine/mmm-engine/domain/actor"
	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/domain/stats"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
	"github.com/mmm-engine/mmm-engine/ports"
)

// GetMetrics asks for a tenant's totals over some days (api.md, GET
// /tenants/{tenant_id}/metrics).
type GetMetrics struct {
	Caller   actor.Caller
	TenantID tenant.ID
	// Start and End are the first and the last day, in UTC; zero for the 30 days up to
	// today.
	Start, End time.Time
}

// TenantMetrics is the answer.
type TenantMetrics struct {
	// Start and End are the first and the last day.
	Start, End time.Time
	Totals     stats.Totals
}

// Authorise implements application.Use.
func (q GetMetrics) Authorise() error {
	if err := q.Caller.RequireOwnTenant(q.TenantID); err != nil {
		return err
	}
	return q.Caller.RequireAdmin()
}

// Stats answers queries on aggregates.
type Stats struct {
	views ports.StatsViews
	clock ports.Clock
}

// NewStats makes the handler.
func NewStats(views ports.StatsViews, clock ports.Clock) *Stats {
	return &Stats{views: views, clock: clock}
}

// Metrics carries out GetMetrics.
func (s *Stats) Metrics(ctx context.Context, q GetMetrics) (TenantMetrics, error) {
	days := s.days(q)
	if problems := days.Problems("start_date"); len(problems) > 0 {
		return TenantMetrics{}, fault.InvalidInput(problems)
	}
	cells, err := s.views.SumDays(ctx, q.TenantID, days)
	return TenantMetrics{Start: days.From, End: days.To.AddDate(0, 0, -1), Totals: stats.Sum(cells)}, err
}

// days answers the range behind whose last day nothing lies.
func (s *Stats) days(q GetMetrics) stats.Range {
	asked := stats.Range{From: q.Start}
	if !q.End.IsZero() {
		asked.To = stats.Day(q.End).AddDate(0, 0, 1)
	}
	return asked.Or(s.clock.Now()).Whole(stats.ByDay)
}
