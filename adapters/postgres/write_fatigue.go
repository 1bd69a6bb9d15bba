package postgres

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/mmm-engine/mmm-engine/adapters/postgres/internal/writedb"
	"github.com/mmm-engine/mmm-engine/domain/id"
	"github.com/mmm-engine/mmm-engine/domain/signal"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
	"github.com/mmm-engine/mmm-engine/ports"
)

// windowKey names a window among all tenants'.
type windowKey struct {
	owner    tenant.ID
	subject  signal.Subject
	playbook id.UUID
}

func (k windowKey) compare(other windowKey) int {
	return cmp.Or(
		cmp.Compare(k.owner, other.owner), cmp.Compare(k.subject, other.subject), slices.Compare(k.playbook[:], other.playbook[:]),
	)
}

// windowRow is the next version of a window, as it is kept.
type windowRow struct {
	key     windowKey
	version int64
	entries string
	at      time.Time
}

// windows answers the rows of a set.
func windows(set *ports.WriteSet) ([]windowRow, error) {
	var rows []windowRow
	for _, change := range set.Fatigue {
		entries, err := change.Window.Document()
		if err != nil {
			return nil, err
		}
		rows = append(rows, windowRow{
			windowKey{set.TenantID, change.Subject, change.PlaybookID}, change.Window.Version, entries, set.At,
		})
	}
	return rows, nil
}

// queueFatigue swaps the windows of all sets in one order, so that groups do not wait
// for each other in a ring.
func queueFatigue(ctx context.Context, q *writedb.Queries, sets []prepared) {
	var all []windowRow
	for i := range sets {
		all = append(all, sets[i].windows...)
	}
	if len(all) == 0 {
		return
	}
	slices.SortFunc(all, func(a, b windowRow) int { return a.key.compare(b.key) })
	rows := writedb.SwapFatigueWindowsParams{Windows: int64(len(all))}
	for _, row := range all {
		rows.TenantIds = append(rows.TenantIds, string(row.key.owner))
		rows.Subjects = append(rows.Subjects, string(row.key.subject))
		rows.PlaybookIds = append(rows.PlaybookIds, row.key.playbook)
		rows.Versions = append(rows.Versions, row.version)
		rows.Entries = append(rows.Entries, row.entries)
		rows.UpdatedAts = append(rows.UpdatedAts, row.at)
	}
	q.SwapFatigueWindows(ctx, []writedb.SwapFatigueWindowsParams{rows})
}
