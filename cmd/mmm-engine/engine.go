package main

import (
	"log/slog"
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/mmm-engine/mmm-engine/infrastructure/config"
	"github.com/mmm-engine/mmm-engine/infrastructure/health"
	"github.com/mmm-engine/mmm-engine/infrastructure/lifecycle"
	"github.com/mmm-engine/mmm-engine/infrastructure/pgpool"
	"github.com/mmm-engine/mmm-engine/ports"
)

// engine is everything, ready to run.
type engine struct {
	group     *lifecycle.Group
	logger    *slog.Logger
	primary   pgpool.Primary
	playbooks ports.PlaybookReader
}

func newEngineOf(
	settings config.Config, services []lifecycle.Service, g *gate, logger *slog.Logger, primary pgpool.Primary,
	playbooks ports.PlaybookReader,
) *engine {
	g.group = lifecycle.New(logger, settings.ShutdownTimeout, services...)
	return &engine{group: g.group, logger: logger, primary: primary, playbooks: playbooks}
}

// newServices lists the parts: what is first starts first and stops last, so that
// requests end before what they rely on.
func newServices(
	settings config.Config, checker *health.Checker, who identity, api http.Handler, registry *prometheus.Registry,
	copies windowCopies, beside replica, behind background, told streams,
) ([]lifecycle.Service, error) {
	services := []lifecycle.Service{
		{Name: "health", Start: checker.Run},
		{Name: "identity", Start: who.run},
	}
	services = append(services, copies.services()...)
	services = append(services, beside.services()...)
	if settings.Roles.Has(config.Worker) {
		working, err := behind.services()
		if err != nil {
			return nil, err
		}
		services = append(services, working...)
	}
	grace := requestGrace(settings.ShutdownTimeout)
	if settings.MetricsAddr != "" {
		services = append(services, lifecycle.Service{
			Name: "metrics", Start: listen(string(settings.MetricsAddr), metricsHandler(registry), grace),
		})
	}
	services = append(services, lifecycle.Service{Name: "http", Start: listen(string(settings.HTTPAddr), api, grace)})
	return append(services, told...), nil
}

// requestGrace is how long requests may take to finish. The parts stop one by one, so
// each has a share of the whole time.
func requestGrace(whole time.Duration) time.Duration { return whole * 3 / 5 }

// jobGrace is how long jobs may take to finish; those that take longer are handed back
// to be done again.
func jobGrace(whole time.Duration) time.Duration { return whole / 5 }
