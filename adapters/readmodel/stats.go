package readmodel

import (
	"context"
	"fmt"

	"github.com/mmm-engine/mmm-engine/adapters/readmodel/internal/readdb"
	"github.com/mmm-engine/mmm-engine/domain/action"
	"github.com/mmm-engine/mmm-engine/domain/outcome"
	"github.com/mmm-engine/mmm-engine/domain/playbook"
	"github.com/mmm-engine/mmm-engine/domain/stats"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
	"github.com/mmm-engine/mmm-engine/ports"
)

// SumDays implements ports.StatsViews.
func (v *Views) SumDays(ctx context.Context, owner tenant.ID, days stats.Range) ([]stats.Cell, error) {
	var rows []readdb.SumTenantDaysRow
	err := v.aggregate(ctx, owner, func(q *readdb.Queries) (err error) {
		rows, err = q.SumTenantDays(ctx, readdb.SumTenantDaysParams{
			TenantID: string(owner), Since: days.From, Until: days.To,
			Measures: []string{string(stats.Decisions), string(stats.Actions), string(stats.Outcomes)},
		})
		return err
	})
	if err != nil {
		return nil, translate(err, "the tenant's counts")
	}
	cells := make([]stats.Cell, len(rows))
	for i, row := range rows {
		cells[i] = stats.Cell{TenantID: owner, Count: row.Count, Group: stats.Group{
			Measure: stats.Measure(row.Measure), ActionType: action.Type(row.ActionType), Result: outcome.Result(row.Result),
		}}
	}
	return cells, nil
}

// ListCells implements ports.StatsViews.
func (v *Views) ListCells(ctx context.Context, owner tenant.ID, filter ports.CellFilter) ([]stats.Cell, error) {
	params := readdb.ListTenantCellsParams{
		Most: int32(filter.Limit), Daily: filter.Daily, TenantID: string(owner), Measure: string(filter.Measure),
		Since: filter.Range.From, Until: filter.Range.To,
	}
	var cells []stats.Cell
	err := v.aggregate(ctx, owner, func(q *readdb.Queries) error {
		if filter.Playbooks {
			rows, err := q.ListCellsOfPlaybooks(ctx, readdb.ListCellsOfPlaybooksParams(params))
			cells = cellsOf(owner, filter.Measure, rows)
			return err
		}
		rows, err := q.ListTenantCells(ctx, params)
		cells = cellsOf(owner, filter.Measure, rows)
		return err
	})
	return cells, translate(err, "the tenant's counts")
}

// ListPlaybookCells implements ports.StatsViews.
func (v *Views) ListPlaybookCells(
	ctx context.Context, owner tenant.ID, key playbook.Key, filter ports.CellFilter,
) ([]stats.Cell, error) {
	var rows []readdb.ListCellsOfPlaybookRow
	err := v.aggregate(ctx, owner, func(q *readdb.Queries) error {
		if _, err := q.ViewPlaybook(ctx, string(owner), key); err != nil {
			return fmt.Errorf("read the playbook: %w", err)
		}
		var err error
		rows, err = q.ListCellsOfPlaybook(ctx, readdb.ListCellsOfPlaybookParams{
			Most: int32(filter.Limit), Daily: filter.Daily, TenantID: string(owner), PlaybookID: key,
			Measure: string(filter.Measure), Since: filter.Range.From, Until: filter.Range.To,
		})
		return err
	})
	return cellsOf(owner, filter.Measure, rows), translate(err, "the playbook")
}

// cellRow is any of the rows of cells, which differ in nothing but their names.
type cellRow interface {
	readdb.ListTenantCellsRow | readdb.ListCellsOfPlaybooksRow | readdb.ListCellsOfPlaybookRow
}

func cellsOf[R cellRow](owner tenant.ID, measure stats.Measure, rows []R) []stats.Cell {
	cells := make([]stats.Cell, len(rows))
	for i := range rows {
		row := readdb.ListTenantCellsRow(rows[i])
		cells[i] = stats.Cell{
			TenantID: owner, PlaybookID: row.PlaybookID, Bucket: row.Bucket.UTC(), Count: row.Count, Actors: row.Actors,
			Group: stats.Group{
				Measure: measure, Surface: action.Surface(row.Surface), ActionType: action.Type(row.ActionType),
				Result: outcome.Result(row.Result),
			},
		}
	}
	return cells
}
