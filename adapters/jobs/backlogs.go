package jobs

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river/rivertype"

	"github.com/mmm-engine/mmm-engine/domain/action"
	"github.com/mmm-engine/mmm-engine/ports"
)

// Backlogs reads how many jobs wait in each queue.
type Backlogs struct {
	pool  *pgxpool.Pool
	query string
	clock ports.Clock
}

var _ ports.Backlogs = (*Backlogs)(nil)

// NewBacklogs makes it over a pool of the role mmm_worker.
func NewBacklogs(pool *pgxpool.Pool, schema string, clock ports.Clock) *Backlogs {
	table, state := pgx.Identifier{schema, "river_job"}.Sanitize(), pgx.Identifier{schema, "river_job_state"}.Sanitize()
	return &Backlogs{pool: pool, query: fmt.Sprintf(backlogsQuery, table, state), clock: clock}
}

// backlogsQuery goes by the index by which the library fetches jobs, and counts up to a
// bound. All jobs have one priority, so the first of that order is the oldest. The library
// itself counts whole tables only.
const backlogsQuery = `SELECT q.queue, s.state::text, waiting.depth, first.due
FROM unnest($1::text[]) AS q (queue)
CROSS JOIN unnest($2::text[]::%[2]s[]) AS s (state)
CROSS JOIN LATERAL (SELECT count(*) AS depth FROM (
	SELECT FROM %[1]s AS j WHERE j.state = s.state AND j.queue = q.queue LIMIT $3
) AS counted) AS waiting
LEFT JOIN LATERAL (
	SELECT j.scheduled_at AS due FROM %[1]s AS j WHERE j.state = s.state AND j.queue = q.queue
	ORDER BY j.priority, j.scheduled_at, j.id LIMIT 1
) AS first ON true`

// waitingStates are those of jobs that will still be done.
func waitingStates() []string {
	return []string{
		string(rivertype.JobStateAvailable), string(rivertype.JobStateRunning),
		string(rivertype.JobStateRetryable), string(rivertype.JobStateScheduled),
	}
}

func queues() []string {
	all := []string{queueSignals, queueMaintenance, queueReleases, queueErasures}
	for _, surface := range action.Surfaces() {
		all = append(all, queueOfSurface(surface))
	}
	return all
}

// ReadBacklogs implements ports.Backlogs. A job waits since it was due: one that is due
// later does not wait yet.
func (b *Backlogs) ReadBacklogs(ctx context.Context) ([]ports.Backlog, error) {
	rows, err := b.pool.Query(ctx, b.query, queues(), waitingStates(), ports.MostCounted)
	if err != nil {
		return nil, fmt.Errorf("count the jobs: %w", err)
	}
	now := b.clock.Now()
	found, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (ports.Backlog, error) {
		var waits ports.Backlog
		var due *time.Time
		if err := row.Scan(&waits.Queue, &waits.State, &waits.Depth, &due); err != nil {
			return ports.Backlog{}, err //nolint:wrapcheck // wrapped below
		}
		if due != nil {
			waits.Age = max(now.Sub(*due), 0)
		}
		return waits, nil
	})
	if err != nil {
		return nil, fmt.Errorf("count the jobs: %w", err)
	}
	return found, nil
}
