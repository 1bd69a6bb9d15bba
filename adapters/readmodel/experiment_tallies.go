package readmodel

import (
	"context"
	"fmt"

	"github.com/mmm-engine/mmm-engine/adapters/readmodel/internal/readdb"
	"github.com/mmm-engine/mmm-engine/domain/experiment"
	"github.com/mmm-engine/mmm-engine/domain/experiment/results"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
)

// ViewTallies implements ports.ExperimentTallies.
func (v *Views) ViewTallies(
	ctx context.Context, owner tenant.ID, key experiment.Key,
) (experiment.Experiment, []results.Tally, error) {
	var row readdb.Experiment
	var sums []readdb.SumVariantsRow
	err := v.aggregate(ctx, owner, func(q *readdb.Queries) (err error) {
		if row, err = q.ViewExperiment(ctx, string(owner), key); err != nil {
			return fmt.Errorf("read the experiment: %w", err)
		}
		sums, err = q.SumVariants(ctx, string(owner), key)
		return err
	})
	if err != nil {
		return experiment.Experiment{}, nil, translate(err, "the experiment")
	}
	kept, err := experimentOf(row)
	return kept, talliesOf(sums), translate(err, "the experiment")
}

func talliesOf(sums []readdb.SumVariantsRow) []results.Tally {
	tallies := make([]results.Tally, len(sums))
	for i, sum := range sums {
		tallies[i] = results.Tally{
			Variant: sum.Variant, Exposures: sum.Exposures, Accepted: sum.Accepted, Dismissed: sum.Dismissed, Actors: sum.Actors,
		}
	}
	return tallies
}
