package postgres

import (
	"cmp"
	"context"
	"fmt"

	"github.com/mmm-engine/mmm-engine/adapters/postgres/internal/writedb"
	"github.com/mmm-engine/mmm-engine/domain/fatigue"
	"github.com/mmm-engine/mmm-engine/domain/id"
	"github.com/mmm-engine/mmm-engine/domain/signal"
	"github.com/mmm-engine/mmm-engine/ports"
)

// askWindows adds what the question has to know of windows: the subject's, unless it is
// left out, and the repository's. A question that needs neither is left out.
func askWindows(windows *writedb.ReadFatigueWindowsParams, number int32, query *ports.DecisionQuery) {
	subject, repository := query.Subject, signal.SubjectOf("", query.RepoID)
	if query.NoWindow {
		subject = "" // of which there are no rows
	}
	if subject == "" && repository == "" {
		return
	}
	windows.Numbers = append(windows.Numbers, number)
	windows.TenantIds = append(windows.TenantIds, string(query.TenantID))
	windows.Subjects = append(windows.Subjects, string(subject))
	windows.Repositories = append(windows.Repositories, string(repository))
}

// queueWindows answers nil where nobody asks for windows: the server is spared the
// statement.
func queueWindows(
	ctx context.Context, q *writedb.Queries, windows writedb.ReadFatigueWindowsParams,
) *writedb.ReadFatigueWindowsBatchResults {
	if len(windows.Numbers) == 0 {
		return nil
	}
	return q.ReadFatigueWindows(ctx, []writedb.ReadFatigueWindowsParams{windows})
}

func readWindows(found *writedb.ReadFatigueWindowsBatchResults, readings []reading) (misread error) {
	if found == nil {
		return nil
	}
	found.Query(func(_ int, rows []writedb.ReadFatigueWindowsRow, err error) {
		for _, row := range rows {
			misread = cmp.Or(misread, remember(&readings[row.Number].memory, row))
		}
		misread = cmp.Or(misread, err)
	})
	return misread //nolint:wrapcheck // translate wraps it, once
}

// remember adds a window that was read to what is remembered.
func remember(memory *fatigue.Memory, row writedb.ReadFatigueWindowsRow) error {
	window, err := fatigue.FromDocument(row.Version, row.Entries)
	if err != nil {
		return fmt.Errorf("%w: %w", errMisread, err)
	}
	if row.PlaybookID.IsZero() {
		memory.Subject = window
		return nil
	}
	if memory.Repository == nil {
		memory.Repository = make(map[id.UUID]fatigue.Window)
	}
	memory.Repository[row.PlaybookID] = window
	return nil
}
