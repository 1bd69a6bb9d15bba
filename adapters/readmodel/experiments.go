package readmodel

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/mmm-engine/mmm-engine/adapters/readmodel/internal/readdb"
	"github.com/mmm-engine/mmm-engine/domain/experiment"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
	"github.com/mmm-engine/mmm-engine/ports"
)

// ViewExperiment implements ports.ExperimentViews.
func (v *Views) ViewExperiment(ctx context.Context, owner tenant.ID, key experiment.Key) (experiment.Experiment, error) {
	var row readdb.Experiment
	err := v.view(ctx, owner, func(q *readdb.Queries) (err error) {
		row, err = q.ViewExperiment(ctx, string(owner), key)
		return err
	})
	if err != nil {
		return experiment.Experiment{}, translate(err, "the experiment")
	}
	kept, err := experimentOf(row)
	return kept, translate(err, "the experiment")
}

// ListExperiments implements ports.ExperimentViews.
func (v *Views) ListExperiments(
	ctx context.Context, owner tenant.ID, filter ports.ExperimentFilter,
) ([]experiment.Experiment, error) {
	var rows []readdb.Experiment
	err := v.view(ctx, owner, func(q *readdb.Queries) (err error) {
		if filter.Status == "" {
			rows, err = q.ListExperiments(ctx, string(owner), filter.After, int32(filter.Limit))
			return err
		}
		rows, err = q.ListExperimentsOfStatus(ctx, readdb.ListExperimentsOfStatusParams{
			TenantID: string(owner), Status: string(filter.Status), After: filter.After, Most: int32(filter.Limit),
		})
		return err
	})
	if err != nil {
		return nil, translate(err, "the experiments")
	}
	page, err := each(rows, experimentOf)
	return page, translate(err, "the experiments")
}

func experimentOf(row readdb.Experiment) (experiment.Experiment, error) {
	kept := experiment.Experiment{
		ID: row.ExperimentID, TenantID: tenant.ID(row.TenantID), Status: experiment.Status(row.Status), Version: row.Version,
		CreatedAt: row.CreatedAt.UTC(), UpdatedAt: row.UpdatedAt.UTC(),
	}
	if err := json.Unmarshal([]byte(row.Body), &kept.Definition); err != nil {
		return kept, fmt.Errorf("read experiment %s: %w", row.ExperimentID, err)
	}
	return kept, nil
}
