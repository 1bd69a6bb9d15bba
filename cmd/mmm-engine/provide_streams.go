package main

import (
	"context"
	"log/slog"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/mmm-engine/mmm-engine/adapters/observed"
	"github.com/mmm-engine/mmm-engine/application/follow"
	"github.com/mmm-engine/mmm-engine/application/live"
	"github.com/mmm-engine/mmm-engine/infrastructure/config"
	"github.com/mmm-engine/mmm-engine/infrastructure/lifecycle"
	"github.com/mmm-engine/mmm-engine/infrastructure/telemetry"
	"github.com/mmm-engine/mmm-engine/ports"
)

// newHub tells the streams of this process what is new.
func newHub(feed ports.DeliveryFeed, registry *prometheus.Registry) *live.Hub {
	hub := live.NewHub(feed, live.DefaultLimits())
	registry.MustRegister(observed.NewStreams(hub.Listening))
	return hub
}

// streams is the part that has news for the streams, none where this process is no API.
type streams []lifecycle.Service

// newStreams belongs behind http, so that it stops first: it ends the streams, which
// would hold http up.
func newStreams(settings config.Config, hub *live.Hub, logger *slog.Logger, outages *telemetry.Transitions) streams {
	if !settings.Roles.Has(config.API) {
		return nil
	}
	step := observed.NewStep(live.Task, follow.Within(useCaseTime, hub.Step), logger, outages)
	return streams{{Name: live.Task, Start: func(ctx context.Context) error {
		defer hub.Close()
		return follow.Loop(ctx, step, live.Pace(), wait)
	}}}
}
