package main

import (
	"context"
	"fmt"
	"log/slog"

	"github.com/prometheus/client_golang/prometheus"
	"go.opentelemetry.io/otel/trace"

	"github.com/mmm-engine/mmm-engine/adapters/eris"
	"github.com/mmm-engine/mmm-engine/adapters/observed"
	"github.com/mmm-engine/mmm-engine/adapters/resilient"
	"github.com/mmm-engine/mmm-engine/adapters/signing"
	"github.com/mmm-engine/mmm-engine/infrastructure/config"
	"github.com/mmm-engine/mmm-engine/ports"
)

func newSigningKeys(settings config.Config) (*signing.Keys, error) {
	return signing.Parse(settings.SigningKeys.Reveal())
}

// newBreakers makes every breaker of the contract, shows them as metrics, and logs
// each transition once.
func newBreakers(settings config.Config, registry *prometheus.Registry, logger *slog.Logger) *resilient.Breakers {
	rules := resilient.DefaultSettings()
	rules.OpenFor = settings.BreakerOpenFor
	breakers := resilient.NewBreakers(rules, func(name resilient.Name, from, to resilient.State) {
		level := slog.LevelInfo
		if to == resilient.Open {
			level = slog.LevelError
		}
		logger.LogAttrs(context.Background(), level, "a circuit breaker changed",
			slog.String("circuit", string(name)), slog.String("from", from.String()), slog.String("to", to.String()))
	})
	registry.MustRegister(observed.NewCircuits(func(name string) observed.Circuit {
		return observed.Circuit(breakers.State(resilient.Name(name)))
	}))
	return breakers
}

// newEvidence: trace+metric > breaker > retry > timeout > count of attempts > client.
// It answers nil where no evidence service is configured: receipts wait, sealed.
func newEvidence(
	settings config.Config, call caller, breakers *resilient.Breakers, metrics *observed.Metrics,
	tracer trace.Tracer, logger *slog.Logger, clock ports.Clock,
) (ports.Evidence, error) {
	if settings.ERISURL == "" {
		return nil, nil //nolint:nilnil // disabled is not an error; the services ask
	}
	service, err := call(settings.ERISURL, settings.ERISToken)
	if err != nil {
		return nil, fmt.Errorf("ERIS_SERVICE_URL: %w", err)
	}
	guarded := resilient.NewEvidence(observed.NewEmission(eris.New(service), metrics),
		breakers.Of(resilient.ERIS), resilient.BackgroundRetries(), resilient.EvidenceTimeout)
	return observed.NewEvidence(guarded, metrics, tracer, logger, clock), nil
}
