package main

import (
	"context"
	"net/http"
	"time"

	"go.opentelemetry.io/otel/propagation"

	"github.com/mmm-engine/mmm-engine/infrastructure/config"
	"github.com/mmm-engine/mmm-engine/infrastructure/httpclient"
	"github.com/mmm-engine/mmm-engine/ports"
)

// clients makes the pooled client of one service.
type clients func() *httpclient.Direct

// replyHeaderMost bounds the header of a reply, as replies are bounded (downstream.md).
const replyHeaderMost = 1 << 20

// newClients: no proxy, no redirect, and no address that was not meant.
func newClients(settings config.Config) clients {
	return func() *httpclient.Direct {
		return httpclient.NewDirect(&http.Client{Transport: &http.Transport{
			DialContext:  settings.OutboundAllowed.Dial,
			MaxIdleConns: 64, MaxIdleConnsPerHost: 16, IdleConnTimeout: 90 * time.Second,
			TLSHandshakeTimeout: 2 * time.Second, ForceAttemptHTTP2: true, MaxResponseHeaderBytes: replyHeaderMost,
		}})
	}
}

// caller makes the client of one service, with what all calls of services carry.
type caller func(base config.ServiceURL, token config.Secret) (*httpclient.Service, error)

func newCaller(made clients, propagator propagation.TextMapPropagator, ids ports.IDs) caller {
	return func(base config.ServiceURL, token config.Secret) (*httpclient.Service, error) {
		return httpclient.NewService(made(), httpclient.Settings{
			BaseURL: string(base), Token: token.Reveal(), RequestID: func() string { return ids.Random().String() },
			Propagate: func(ctx context.Context, header http.Header) {
				propagator.Inject(ctx, propagation.HeaderCarrier(header))
			},
		})
	}
}
