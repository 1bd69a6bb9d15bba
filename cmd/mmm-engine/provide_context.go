package main

import (
	"fmt"

	"github.com/mmm-engine/mmm-engine/adapters/cached"
	"github.com/mmm-engine/mmm-engine/adapters/observed"
	"github.com/mmm-engine/mmm-engine/adapters/resilient"
	"github.com/mmm-engine/mmm-engine/adapters/ubi"
	"github.com/mmm-engine/mmm-engine/application/command"
	"github.com/mmm-engine/mmm-engine/infrastructure/config"
	"github.com/mmm-engine/mmm-engine/ports"
)

// tools are what the clients of all services are made with.
type tools struct {
	clients  clients
	call     caller
	breakers *resilient.Breakers
	metrics  *observed.Metrics
	calls    observed.Calls
	clock    ports.Clock
}

// newKnowing are the services that know something of a decision; one that is not configured is nil.
func newKnowing(settings config.Config, by governing, with tools) (command.Services, error) {
	behaviour, err := newBehaviour(settings, with)
	return command.Services{Behaviour: behaviour, Policy: by.rules, Standards: by.standards, Governance: by.governance}, err
}

// newBehaviour: cache > trace+metric > breaker > timeout > client.
func newBehaviour(settings config.Config, with tools) (ports.Behaviour, error) {
	if settings.UBIURL == "" {
		return nil, nil //nolint:nilnil // disabled is not an error; who asks knows
	}
	service, err := with.call(settings.UBIURL, settings.UBIToken)
	if err != nil {
		return nil, fmt.Errorf("UBI_SERVICE_URL: %w", err)
	}
	guarded := resilient.NewBehaviour(ubi.New(service), with.breakers.Of(resilient.UBI), resilient.BehaviourTimeout)
	watched := observed.NewBehaviour(guarded, with.calls)
	return cached.NewBehaviour(watched, with.clock, with.metrics.SignalsCache)
}
