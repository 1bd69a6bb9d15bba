package main

import (
	"context"
	"log/slog"
	"net/http"

	"github.com/prometheus/client_golang/prometheus"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/trace"

	"github.com/mmm-engine/mmm-engine/adapters/eris"
	"github.com/mmm-engine/mmm-engine/adapters/observed"
	"github.com/mmm-engine/mmm-engine/adapters/resilient"
	"github.com/mmm-engine/mmm-engine/adapters/signing"
	"github.com/mmm-engine/mmm-engine/infrastructure/config"
	"github.com/mmm-engine/mmm-engine/infrastructure/httpclient"
	"github.com/mmm-engine/mmm-engine/ports"
)

func newSigningKeys(settings config.Config) (*signing.Keys, error) {
	return signing.Parse(settings.SigningKeys.Reveal())
}

// newBreakers makes every breaker of the contract, shows them as metrics, and logs
// each transition once.
func newBreakers(registry *prometheus.Registry, logger *slog.Logger) *resilient.Breakers {
	breakers := resilient.NewBreakers(resilient.DefaultSettings(), func(name resilient.Name, from, to resilient.State) {
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
	settings config.Config, breakers *resilient.Breakers, metrics *observed.Metrics,
	tracer trace.Tracer, propagator propagation.TextMapPropagator, logger *slog.Logger, clock ports.Clock, ids ports.IDs,
) (ports.Evidence, error) {
	if settings.ERISURL == "" {
		return nil, nil //nolint:nilnil // disabled is not an error; the services ask
	}
	client, err := eris.New(httpclient.NewDirect(newHTTPClient()), ids, eris.Settings{
		BaseURL: string(settings.ERISURL), Token: settings.ERISToken.Reveal(),
		Propagate: func(ctx context.Context, header http.Header) {
			propagator.Inject(ctx, propagation.HeaderCarrier(header))
		},
	})
	if err != nil {
		return nil, err
	}
	guarded := resilient.NewEvidence(observed.NewEmission(client, metrics),
		breakers.Of(resilient.ERIS), resilient.BackgroundRetries(), resilient.EvidenceTimeout)
	return observed.NewEvidence(guarded, metrics, tracer, logger, clock), nil
}
