package main

import (
	"fmt"

	"github.com/mmm-engine/mmm-engine/adapters/cached"
	"github.com/mmm-engine/mmm-engine/adapters/governance"
	"github.com/mmm-engine/mmm-engine/adapters/observed"
	"github.com/mmm-engine/mmm-engine/adapters/policy"
	"github.com/mmm-engine/mmm-engine/adapters/postgres"
	"github.com/mmm-engine/mmm-engine/adapters/resilient"
	"github.com/mmm-engine/mmm-engine/application/job"
	"github.com/mmm-engine/mmm-engine/infrastructure/config"
	"github.com/mmm-engine/mmm-engine/infrastructure/httpclient"
	"github.com/mmm-engine/mmm-engine/ports"
)

// governing are those who allow more or less than a tenant's own policy; one that is not
// configured is nil.
type governing struct {
	rules      ports.PolicyService
	standards  ports.GoldStandards
	governance ports.Governance
}

// newGoverning has one client of the platform's service, which rules and has standards.
func newGoverning(settings config.Config, with tools) (made governing, err error) {
	if made.governance, err = newGovernance(settings, with); err != nil {
		return made, err
	}
	var platform *httpclient.Service
	if settings.PolicyURL != "" {
		if platform, err = with.call(settings.PolicyURL, settings.PolicyToken); err != nil {
			return made, fmt.Errorf("POLICY_SERVICE_URL: %w", err)
		}
		if made.standards, err = newGoldStandards(platform, with); err != nil {
			return made, err
		}
	}
	switch {
	case settings.PolicyMode == config.OPAPolicy:
		agent, err := with.call(settings.OPAURL, settings.OPAToken)
		if err != nil {
			return made, fmt.Errorf("OPA_URL: %w", err)
		}
		made.rules, err = newRuling(policy.NewOPA(agent, string(settings.OPAPath)), settings, with)
		return made, err
	case platform != nil:
		made.rules, err = newRuling(policy.NewPlatform(platform), settings, with)
	}
	return made, err
}

// newRuling: cache > trace+metric > breaker > timeout > client.
func newRuling(client ports.PolicyService, settings config.Config, with tools) (ports.PolicyService, error) {
	guarded := resilient.NewPolicyService(client, with.breakers.Of(resilient.Policy), resilient.PolicyTimeout)
	watched := observed.NewPolicy(guarded, with.calls)
	life := cached.PolicyLife{Fresh: settings.PolicyFresh, Stale: settings.PolicyStale}
	return cached.NewPolicy(watched, life, with.clock, with.metrics.PolicyCache)
}

// newGoldStandards: cache > trace+metric > breaker > timeout > client.
func newGoldStandards(platform *httpclient.Service, with tools) (ports.GoldStandards, error) {
	guarded := resilient.NewStandards(
		policy.NewStandards(platform), with.breakers.Of(resilient.Policy), resilient.PolicyTimeout)
	watched := observed.NewStandards(guarded, with.calls)
	return cached.NewStandards(watched, with.clock, with.metrics.PolicyCache)
}

// newGovernance: cache > trace+metric > breaker > timeout > client.
func newGovernance(settings config.Config, with tools) (ports.Governance, error) {
	if settings.GovernanceURL == "" {
		return nil, nil //nolint:nilnil // disabled is not an error; who asks knows
	}
	service, err := with.call(settings.GovernanceURL, settings.GovernanceToken)
	if err != nil {
		return nil, fmt.Errorf("DATA_GOVERNANCE_SERVICE_URL: %w", err)
	}
	guarded := resilient.NewGovernance(
		governance.New(service), with.breakers.Of(resilient.DataGovernance), resilient.GovernanceTimeout)
	return cached.NewGovernance(observed.NewGovernance(guarded, with.calls), with.clock)
}

// newWaiting: policy > read.
func newWaiting(rows *postgres.Reader, by governing) *job.Governed {
	return job.NewGoverned(rows, job.Governors{Policy: by.rules, Standards: by.standards, Governance: by.governance})
}
