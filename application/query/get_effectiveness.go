package query

import (
	"cmp"
	"context"
	"slices"

	"github.com/mmm-engine/mmm-engine/domain/actor"
	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/domain/playbook"
	"github.com/mmm-engine/mmm-engine/domain/stats"
	"github.com/mmm-engine/mmm-engine/ports"
)

// GetEffectiveness asks what became of a playbook's actions (api.md, GET
// /playbooks/{id}/effectiveness).
type GetEffectiveness struct {
	Caller   actor.Caller
	Playbook playbook.Key
	// Bucket is a day by default.
	Bucket stats.Bucket
	// Range is the 30 days up to now by default.
	Range stats.Range
}

// PlaybookEffectiveness is the answer.
type PlaybookEffectiveness struct {
	stats.Effectiveness

	Bucket stats.Bucket
	// Range is what was counted: whole buckets.
	Range stats.Range
}

// Authorise implements application.Use.
func (q GetEffectiveness) Authorise() error { return q.Caller.RequireScope(actor.ScopeRead) }

// Effectiveness carries out GetEffectiveness.
func (s *Stats) Effectiveness(ctx context.Context, q GetEffectiveness) (PlaybookEffectiveness, error) {
	bucket, span := cmp.Or(q.Bucket, stats.ByDay), q.Range.Or(s.clock.Now())
	if problems := slices.Concat(span.Problems("from"), span.BucketProblems(bucket)); len(problems) > 0 {
		return PlaybookEffectiveness{}, fault.InvalidInput(problems)
	}
	span = span.Whole(bucket)
	cells, err := s.views.ListPlaybookCells(ctx, q.Caller.TenantID, q.Playbook, ports.CellFilter{
		Measure: stats.Outcomes, Daily: bucket != stats.ByHour, Range: span, Limit: maxCells + 1,
	})
	if err != nil {
		return PlaybookEffectiveness{}, err
	}
	return PlaybookEffectiveness{Effectiveness: stats.Effect(cells, bucket), Bucket: bucket, Range: span}, fits(cells)
}
