package postgres

import (
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"

	"github.com/mmm-engine/mmm-engine/domain/signal"
)

// readRecent takes the rows of ReadRecentSignals from the results. Every decision
// reads up to signal.RecentLimit of them, and their texts hardly differ from one to
// the next: each is kept once, in a list of the right size, which generated code
// does not do.
func readRecent(results pgx.BatchResults, into []reading) error {
	rows, err := results.Query()
	if err != nil {
		return err //nolint:wrapcheck // translate wraps it, once
	}
	defer rows.Close()
	var last signal.Recent
	var row recentRow
	columns := row.columns()
	for rows.Next() {
		if err := rows.Scan(columns...); err != nil {
			return err //nolint:wrapcheck // translate wraps it, once
		}
		recent := &into[row.number].recent
		if *recent == nil {
			*recent = make([]signal.Recent, 0, signal.RecentLimit)
		}
		last = row.after(&last)
		*recent = append(*recent, last)
	}
	return rows.Err() //nolint:wrapcheck // translate wraps it, once
}

// recentRow is a row as the driver holds it, until the next one.
type recentRow struct {
	id, source, eventType, repoID, branch, filePath, environment pgtype.DriverBytes

	// number is the question's.
	number     int32
	severity   int16
	occurredAt time.Time
}

func (r *recentRow) columns() []any {
	return []any{
		&r.number, &r.id, &r.source, &r.eventType, &r.severity, &r.occurredAt, &r.repoID, &r.branch, &r.filePath, &r.environment,
	}
}

// after answers the signal, with the texts of the one before where they are equal.
func (r *recentRow) after(last *signal.Recent) signal.Recent {
	return signal.Recent{
		ID: string(r.id), Source: same(last.Source, r.source), EventType: same(last.EventType, r.eventType),
		Severity: signal.Severity(r.severity), OccurredAt: r.occurredAt.UTC(),
		Place: signal.Place{
			RepoID: same(last.Place.RepoID, r.repoID), Branch: same(last.Place.Branch, r.branch),
			FilePath: same(last.Place.FilePath, r.filePath), Environment: same(last.Place.Environment, r.environment),
		},
	}
}

func same(last string, now []byte) string {
	if string(now) == last {
		return last
	}
	return string(now)
}
