package command

import (
	"context"

	"github.com/mmm-engine/mmm-engine/domain/playbook"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
	"github.com/mmm-engine/mmm-engine/ports"
)

// Services are those that know something of a decision beside our own rows. One that is
// nil is disabled, which is not degraded.
type Services struct {
	Behaviour ports.Behaviour
	Policy    ports.PolicyService
	Standards ports.GoldStandards
	// Governance has no say where the tenant's own policy has one.
	Governance ports.Governance
}

// What a decision did without, by name.
const (
	UBI            = "ubi"
	PolicyService  = "policy"
	GoldStandards  = "gold_standards"
	DataGovernance = "data_governance"
)

// Context reads what a decision depends on from all who know of it, at the same time and
// under one budget (product.md, Context).
type Context struct {
	rows     ports.DecisionReader
	services Services
}

var _ ports.DecisionReader = (*Context)(nil)

// NewContext reads from our own rows and the services.
func NewContext(rows ports.DecisionReader, services Services) *Context {
	return &Context{rows: rows, services: services}
}

// ReadDecisionInputs implements ports.DecisionReader. A service that does not answer within
// the budget, or at all, costs the decision only what it would have said. What was decided
// before waits for none.
func (c *Context) ReadDecisionInputs(ctx context.Context, query ports.DecisionQuery) (ports.DecisionInputs, error) {
	if c.services == (Services{}) {
		return c.rows.ReadDecisionInputs(ctx, query)
	}
	bounded, cancel := context.WithTimeout(ctx, query.Budget)
	defer cancel()
	behaviour, governance := c.behaviour(bounded, query), c.governance(bounded, query)
	ruling, standards := c.ruling(bounded, query, 0), c.standards(bounded, query, 0)
	known, err := c.rows.ReadDecisionInputs(ctx, query)
	if err != nil || known.Keyed != nil || known.Repeated != nil {
		return known, err
	}
	behaviour.into(&known, UBI, func(said []playbook.Behaviour) { known.Behaviour = said })
	governance.into(&known, DataGovernance, func(asked tenant.Governance) {
		known.Policy, known.Region = known.Policy.Under(asked), asked.DataResidency
	})
	c.rule(bounded, query, ruling, &known)
	c.comply(bounded, query, standards, &known)
	return known, nil
}

func (c *Context) behaviour(ctx context.Context, query ports.DecisionQuery) coming[[]playbook.Behaviour] {
	if c.services.Behaviour == nil || query.ActorID == "" {
		return nil
	}
	return ask(func() ([]playbook.Behaviour, error) {
		return c.services.Behaviour.ReadBehaviour(ctx, query.TenantID, query.ActorID)
	})
}

func (c *Context) governance(ctx context.Context, query ports.DecisionQuery) coming[tenant.Governance] {
	if c.services.Governance == nil {
		return nil
	}
	return ask(func() (tenant.Governance, error) { return c.services.Governance.ReadGovernance(ctx, query.TenantID) })
}
