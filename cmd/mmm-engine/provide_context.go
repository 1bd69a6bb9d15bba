package main

import (
	"fmt"

	"go.opentelemetry.io/otel/trace"

	"github.com/mmm-engine/mmm-engine/adapters/cached"
	"github.com/mmm-engine/mmm-engine/adapters/observed"
	"github.com/mmm-engine/mmm-engine/adapters/resilient"
	"github.com/mmm-engine/mmm-engine/adapters/ubi"
	"github.com/mmm-engine/mmm-engine/application/command"
	"github.com/mmm-engine/mmm-engine/infrastructure/config"
	"github.com/mmm-engine/mmm-engine/ports"
)

// newKnowing are the services that know something of a decision; one that is not configured is nil.
func newKnowing(
	settings config.Config, call caller, breakers *resilient.Breakers, metrics *observed.Metrics, tracer trace.Tracer,
	clock ports.Clock,
) (command.Services, error) {
	behaviour, err := newBehaviour(settings, call, breakers, metrics, tracer, clock)
	return command.Services{Behaviour: behaviour}, err
}

// newBehaviour: cache > trace+metric > breaker > timeout > client.
func newBehaviour(
	settings config.Config, call caller, breakers *resilient.Breakers, metrics *observed.Metrics, tracer trace.Tracer,
	clock ports.Clock,
) (ports.Behaviour, error) {
	if settings.UBIURL == "" {
		return nil, nil //nolint:nilnil // disabled is not an error; who asks knows
	}
	service, err := call(settings.UBIURL, settings.UBIToken)
	if err != nil {
		return nil, fmt.Errorf("UBI_SERVICE_URL: %w", err)
	}
	guarded := resilient.NewBehaviour(ubi.New(service), breakers.Of(resilient.UBI), resilient.BehaviourTimeout)
	return cached.NewBehaviour(observed.NewBehaviour(guarded, metrics, tracer, clock), clock, metrics.SignalsCache)
}
