package observed

import (
	"context"

	"github.com/mmm-engine/mmm-engine/domain/tenant"
	"github.com/mmm-engine/mmm-engine/ports"
)

// Emission counts every receipt of every attempt to emit it. It stands next to the
// client, inside retry and breaker: there the trial calls of a half-open breaker
// are seen one by one, so that an outage keeps counting, and a call that the
// breaker refused, which is no attempt, is not.
type Emission struct {
	next    ports.Evidence
	metrics *Metrics
}

var _ ports.Evidence = (*Emission)(nil)

// NewEmission counts the attempts of a client of the evidence service.
func NewEmission(next ports.Evidence, metrics *Metrics) *Emission {
	return &Emission{next: next, metrics: metrics}
}

// Submit implements ports.Evidence. An attempt without verdicts failed for all.
func (e *Emission) Submit(ctx context.Context, owner tenant.ID, sealed []ports.SealedReceipt) ([]ports.Verdict, error) {
	verdicts, err := e.next.Submit(ctx, owner, sealed)
	accepted := 0
	for _, verdict := range verdicts {
		if err == nil && verdict.Accepted {
			accepted++
		}
	}
	label := e.metrics.tenant(owner)
	e.metrics.emissions.WithLabelValues(label, resultSuccess).Add(float64(accepted))
	e.metrics.emissions.WithLabelValues(label, resultFailure).Add(float64(max(len(sealed)-accepted, 0)))
	return verdicts, err
}
