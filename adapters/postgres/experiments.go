package postgres

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"

	"github.com/mmm-engine/mmm-engine/adapters/postgres/internal/writedb"
	"github.com/mmm-engine/mmm-engine/domain/experiment"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
)

// ReadExperiment implements ports.ExperimentReader.
func (r *Reader) ReadExperiment(ctx context.Context, owner tenant.ID, key experiment.Key) (experiment.Experiment, error) {
	var row writedb.Experiment
	var absent error
	err := r.read(ctx, owner, func(q *writedb.Queries) func() {
		rows := q.ReadExperiment(ctx, []writedb.ReadExperimentParams{{TenantID: string(owner), ExperimentID: key}})
		return func() {
			rows.QueryRow(func(_ int, r writedb.Experiment, err error) { row, absent = r, err })
		}
	})
	if err = cmp.Or(err, absent); err != nil {
		return experiment.Experiment{}, missing(err, "the experiment", "read an experiment")
	}
	return experimentOf(row)
}

// experimentsOf keeps none as nil.
func experimentsOf(rows []writedb.Experiment) ([]experiment.Experiment, error) {
	var list []experiment.Experiment
	for _, row := range rows {
		kept, err := experimentOf(row)
		if err != nil {
			return nil, err
		}
		list = append(list, kept)
	}
	return list, nil
}

func experimentOf(row writedb.Experiment) (experiment.Experiment, error) {
	kept := experiment.Experiment{
		ID: row.ExperimentID, TenantID: tenant.ID(row.TenantID), Status: experiment.Status(row.Status), Version: row.Version,
		CreatedAt: row.CreatedAt.UTC(), UpdatedAt: row.UpdatedAt.UTC(),
	}
	if err := json.Unmarshal([]byte(row.Body), &kept.Definition); err != nil {
		return kept, translate(fmt.Errorf("experiment %s: %w", row.ExperimentID, err), "read an experiment")
	}
	return kept, nil
}
