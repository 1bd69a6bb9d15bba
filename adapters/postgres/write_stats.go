package postgres

import (
	"context"
	"strings"

	"github.com/mmm-engine/mmm-engine/adapters/postgres/internal/writedb"
	"github.com/mmm-engine/mmm-engine/domain/id"
	"github.com/mmm-engine/mmm-engine/domain/stats"
)

// Generation 0 is the one in force; see projections.sql.

func queueTenantStats(ctx context.Context, q *writedb.Queries, added *stats.Tally, generation int32) {
	hours, days := tenantRows(added.Hourly(), generation), tenantRows(added.Daily(), generation)
	if len(hours.TenantIds) > 0 {
		q.AddTenantHours(ctx, []writedb.AddTenantHoursParams{hours})
		q.AddTenantDays(ctx, []writedb.AddTenantDaysParams{writedb.AddTenantDaysParams(days)})
	}
}

func tenantRows(cells []stats.Cell, generation int32) writedb.AddTenantHoursParams {
	rows := cellRows(cells, generation, func(c *stats.Cell) bool { return c.PlaybookID.IsZero() })
	return writedb.AddTenantHoursParams{
		TenantIds: rows.TenantIds, Generation: rows.Generation, Measures: rows.Measures, Buckets: rows.Buckets,
		Surfaces: rows.Surfaces, ActionTypes: rows.ActionTypes, Results: rows.Results, Counts: rows.Counts, Actors: rows.Actors,
	}
}

func queuePlaybookStats(ctx context.Context, q *writedb.Queries, added *stats.Tally, generation int32) {
	ofPlaybook := func(c *stats.Cell) bool { return !c.PlaybookID.IsZero() }
	hours, days := cellRows(added.Hourly(), generation, ofPlaybook), cellRows(added.Daily(), generation, ofPlaybook)
	if len(hours.TenantIds) > 0 {
		q.AddPlaybookHours(ctx, []writedb.AddPlaybookHoursParams{hours})
		q.AddPlaybookDays(ctx, []writedb.AddPlaybookDaysParams{writedb.AddPlaybookDaysParams(days)})
	}
}

func cellRows(cells []stats.Cell, generation int32, wanted func(*stats.Cell) bool) writedb.AddPlaybookHoursParams {
	rows := writedb.AddPlaybookHoursParams{Generation: generation}
	for i := range cells {
		if c := &cells[i]; wanted(c) {
			rows.TenantIds = append(rows.TenantIds, string(c.TenantID))
			rows.PlaybookIds = append(rows.PlaybookIds, c.PlaybookID)
			rows.Measures = append(rows.Measures, string(c.Group.Measure))
			rows.Buckets = append(rows.Buckets, c.Bucket)
			rows.Surfaces = append(rows.Surfaces, string(c.Group.Surface))
			rows.ActionTypes = append(rows.ActionTypes, string(c.Group.ActionType))
			rows.Results = append(rows.Results, string(c.Group.Result))
			rows.Counts = append(rows.Counts, c.Count)
			rows.Actors = append(rows.Actors, arrayText(c.Actors))
		}
	}
	return rows
}

func queueExperimentStats(ctx context.Context, q *writedb.Queries, added *stats.Tally, generation int32) {
	for _, e := range added.Exposures() {
		q.AddExposures(ctx, []writedb.AddExposuresParams{{
			TenantID: string(e.TenantID), Generation: generation, ExperimentID: e.ExperimentID, Variant: e.Variant, Bucket: e.Day,
			Exposures: e.Exposures, Accepted: e.Accepted, Dismissed: e.Dismissed, Actors: append([]id.UUID{}, e.Actors...),
		}})
	}
}

func queueFirings(ctx context.Context, q *writedb.Queries, added *stats.Tally) {
	var rows writedb.AddFiringsParams
	for _, f := range added.Firings() {
		rows.TenantIds = append(rows.TenantIds, string(f.TenantID))
		rows.PlaybookIds = append(rows.PlaybookIds, f.PlaybookID)
		rows.DecisionIds = append(rows.DecisionIds, f.DecisionID)
	}
	if len(rows.TenantIds) > 0 {
		q.AddFirings(ctx, []writedb.AddFiringsParams{rows})
	}
}

// arrayText is an array as PostgreSQL reads it: arrays of arrays of different lengths
// cannot be sent.
func arrayText(actors stats.Actors) string {
	texts := make([]string, len(actors))
	for i, ref := range actors {
		texts[i] = ref.String()
	}
	return "{" + strings.Join(texts, ",") + "}"
}
