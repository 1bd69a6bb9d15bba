package jobs

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"

	"github.com/mmm-engine/mmm-engine/domain/tenant"
	"github.com/mmm-engine/mmm-engine/ports"
)

// SignalJobs implements ports.SignalJobs.
type SignalJobs struct{ client *river.Client[pgx.Tx] }

var _ ports.SignalJobs = (*SignalJobs)(nil)

// NewSignalJobs makes it over a pool of the role mmm_worker.
func NewSignalJobs(pool *pgxpool.Pool, schema string) (*SignalJobs, error) {
	client, err := river.NewClient(riverpgxv5.New(pool), &river.Config{Schema: schema})
	if err != nil {
		return nil, fmt.Errorf("make the client of signals' jobs: %w", err)
	}
	return &SignalJobs{client: client}, nil
}

// ForgetSignals implements ports.SignalJobs.
func (j *SignalJobs) ForgetSignals(ctx context.Context, owner tenant.ID, ids []string) (removed int64, running bool, err error) {
	for _, signalID := range ids {
		args, err := json.Marshal(ports.EvaluateSignal{TenantID: owner, SignalID: signalID})
		if err != nil {
			return removed, running, fmt.Errorf("name a signal's jobs: %w", err)
		}
		about := river.NamedArgs{"about": string(args)}
		const predicate = "args @> @about::jsonb"
		kind := ports.EvaluateSignal{}.Kind()
		gone, err := j.client.JobDeleteMany(ctx, river.NewJobDeleteManyParams().Kinds(kind).Where(predicate, about))
		if err != nil {
			return removed, running, fmt.Errorf("delete a signal's jobs: %w", err)
		}
		removed += int64(len(gone.Jobs))
		left, err := j.client.JobList(ctx, river.NewJobListParams().Kinds(kind).Where(predicate, about).First(1))
		if err != nil {
			return removed, running, fmt.Errorf("look for a signal's jobs: %w", err)
		}
		running = running || len(left.Jobs) > 0
	}
	return removed, running, nil
}
