package ports

import (
	"context"

	"github.com/mmm-engine/mmm-engine/domain/playbook"
	"github.com/mmm-engine/mmm-engine/domain/stats"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
)

// StatsViews answer queries on aggregates, as fresh as the context demands.
type StatsViews interface {
	// SumDays answers a tenant's counts over whole days (UTC), added up over days and
	// surfaces.
	SumDays(ctx context.Context, owner tenant.ID, days stats.Range) ([]stats.Cell, error)
	// ListCells answers the counts that the filter names, in no particular order, at most
	// its limit.
	ListCells(ctx context.Context, owner tenant.ID, filter CellFilter) ([]stats.Cell, error)
	// ListPlaybookCells answers the counts of one playbook likewise; NotFound when it is
	// not the tenant's.
	ListPlaybookCells(ctx context.Context, owner tenant.ID, key playbook.Key, filter CellFilter) ([]stats.Cell, error)
}

// CellFilter narrows counts.
type CellFilter struct {
	Measure stats.Measure
	// Playbooks asks for the counts of each playbook in place of the tenant's own.
	Playbooks bool
	// Daily asks for counts by day in place of those by hour.
	Daily bool
	Range stats.Range
	Limit int
}
