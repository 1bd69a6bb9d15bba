package stats

import (
	"cmp"
	"slices"
	"time"

	"github.com/mmm-engine/mmm-engine/domain/id"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
)

// Exposure is what a batch of events adds to a variant's results on one day.
type Exposure struct {
	TenantID     tenant.ID
	ExperimentID id.UUID
	Variant      string
	Day          time.Time
	// Exposures are decisions that count for the variant; Accepted and Dismissed are
	// outcomes of actions of the experiment's playbooks.
	Exposures, Accepted, Dismissed int64
	// Actors are all who were exposed, by reference, each once and in order.
	Actors []id.UUID
}

func (t *Tally) exposure(f *Fact, a assigned) *Exposure {
	at := arm{tenant: f.TenantID, experiment: a.ExperimentID, variant: a.Variant, bucket: Day(f.At)}
	exposure := t.variants[at]
	if exposure == nil {
		exposure = &Exposure{TenantID: f.TenantID, ExperimentID: a.ExperimentID, Variant: a.Variant, Day: at.bucket}
		t.variants[at] = exposure
	}
	return exposure
}

// addActor keeps the order.
func addActor(actors []id.UUID, ref id.UUID) []id.UUID {
	at, there := slices.BinarySearchFunc(actors, ref, compareIDs)
	if there || ref.IsZero() {
		return actors
	}
	return slices.Insert(actors, at, ref)
}

func compareExposures(a, b Exposure) int {
	return cmp.Or(
		cmp.Compare(a.TenantID, b.TenantID), compareIDs(a.ExperimentID, b.ExperimentID),
		cmp.Compare(a.Variant, b.Variant), a.Day.Compare(b.Day),
	)
}
