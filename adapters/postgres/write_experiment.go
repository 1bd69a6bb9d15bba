package postgres

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/mmm-engine/mmm-engine/adapters/postgres/internal/writedb"
	"github.com/mmm-engine/mmm-engine/ports"
)

func queueExperiment(ctx context.Context, q *writedb.Queries, set ports.WriteSet) error {
	if set.Experiment == nil {
		return nil
	}
	e := set.Experiment.Experiment
	body, err := json.Marshal(e.Definition)
	if err != nil {
		return fmt.Errorf("write experiment %s as a document: %w", e.ID, err)
	}
	q.SaveExperiment(ctx, []writedb.SaveExperimentParams{{
		TenantID: string(set.TenantID), ExperimentID: e.ID, Name: e.Definition.Name, Status: string(e.Status),
		Version: e.Version, Body: string(body), CreatedAt: e.CreatedAt, UpdatedAt: e.UpdatedAt,
	}})
	queueCatalogue(ctx, q, set)
	return nil
}

// queueCatalogue moves the catalogue's version, from the one that was checked where one was.
func queueCatalogue(ctx context.Context, q *writedb.Queries, set ports.WriteSet) {
	switch checked := set.Experiment.Catalogue; {
	case !set.Experiment.InForceChanged:
	case checked == nil:
		q.BumpCatalogue(ctx, []string{string(set.TenantID)})
	default:
		q.SwapCatalogue(ctx, []writedb.SwapCatalogueParams{{TenantID: string(set.TenantID), Expected: *checked}})
	}
}
