package observed_test

import (
	"context"
	"fmt"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/adapters/observed"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
	"github.com/mmm-engine/mmm-engine/ports"
)

func TestTenantsBeyondTheCapShareOneLabel(t *testing.T) {
	t.Parallel()
	b := newBench(t, 10)
	emission := observed.NewEmission(evidenceOf(ports.Verdict{Accepted: true}), b.metrics)
	var group sync.WaitGroup
	for n := range 100 {
		group.Go(func() {
			owner := tenant.ID(fmt.Sprintf("tenant-%d", n))
			for range 3 {
				_, _ = emission.Submit(context.WithoutCancel(t.Context()), owner, make([]ports.SealedReceipt, 1))
			}
		})
	}
	group.Wait()

	families, err := b.registry.Gather()
	require.NoError(t, err)
	labels, sum := map[string]bool{}, 0.0
	for _, family := range families {
		if family.GetName() != "mmm_eris_receipt_emission_total" {
			continue
		}
		for _, series := range family.GetMetric() {
			labels[series.GetLabel()[1].GetValue()] = true
			sum += series.GetCounter().GetValue()
		}
	}
	require.Len(t, labels, 11, "ten tenants and __other__")
	require.InDelta(t, 300, sum, 0, "folding loses no count")
	b.requireValue(t, 270, "mmm_eris_receipt_emission_total", "tenant_id=__other__", "result=success")
}

func TestTextThatCannotNameATenantGetsNoSeries(t *testing.T) {
	t.Parallel()
	b := newBench(t, 0)
	emission := observed.NewEmission(evidenceOf(ports.Verdict{Accepted: true}), b.metrics)
	_, err := emission.Submit(t.Context(), "not a tenant", make([]ports.SealedReceipt, 1))
	require.NoError(t, err)
	b.requireValue(t, 1, "mmm_eris_receipt_emission_total", "tenant_id=__other__", "result=success")
}
