package main

import (
	"context"
	"net/http"

	"go.opentelemetry.io/otel/propagation"

	"github.com/mmm-engine/mmm-engine/infrastructure/config"
	"github.com/mmm-engine/mmm-engine/infrastructure/httpclient"
	"github.com/mmm-engine/mmm-engine/ports"
)

// caller makes the client of one service, with what all calls of services carry.
type caller func(base config.ServiceURL, token config.Secret) (*httpclient.Service, error)

func newCaller(propagator propagation.TextMapPropagator, ids ports.IDs) caller {
	return func(base config.ServiceURL, token config.Secret) (*httpclient.Service, error) {
		return httpclient.NewService(httpclient.NewDirect(newHTTPClient()), httpclient.Settings{
			BaseURL: string(base), Token: token.Reveal(), RequestID: func() string { return ids.Random().String() },
			Propagate: func(ctx context.Context, header http.Header) {
				propagator.Inject(ctx, propagation.HeaderCarrier(header))
			},
		})
	}
}
