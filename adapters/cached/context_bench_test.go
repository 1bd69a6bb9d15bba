package cached_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/adapters/cached"
	"github.com/mmm-engine/mmm-engine/application/command"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
	"github.com/mmm-engine/mmm-engine/ports"
)

// rowsRead are at hand.
type rowsRead struct{}

func (rowsRead) ReadDecisionInputs(context.Context, ports.DecisionQuery) (ports.DecisionInputs, error) {
	return ports.DecisionInputs{}, nil
}

type governing struct{}

func (governing) ReadGovernance(context.Context, tenant.ID) (tenant.Governance, error) {
	return tenant.Governance{RetentionDays: 30}, nil
}

// BenchmarkContext is what the services around cost a decision whose answers are all kept.
func BenchmarkContext(b *testing.B) {
	ignore, clock := func(string) {}, ticking{time.Now()}
	behaviour, err := cached.NewBehaviour(&knowing{}, clock, ignore)
	require.NoError(b, err)
	rules, err := cached.NewPolicy(&ruler{}, life, clock, ignore)
	require.NoError(b, err)
	standards, err := cached.NewStandards(&ruler{}, clock, ignore)
	require.NoError(b, err)
	governance, err := cached.NewGovernance(governing{}, clock)
	require.NoError(b, err)
	reader := command.NewContext(rowsRead{}, command.Services{
		Behaviour: behaviour, Policy: rules, Standards: standards, Governance: governance,
	})
	query := ports.DecisionQuery{TenantID: "acme", ActorID: "ada", Situation: inCI().Situation, Budget: time.Second}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := reader.ReadDecisionInputs(b.Context(), query); err != nil {
			b.Fatal(err)
		}
	}
}
