package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/trace"

	"github.com/mmm-engine/mmm-engine/adapters/httpapi"
	"github.com/mmm-engine/mmm-engine/adapters/observed"
	"github.com/mmm-engine/mmm-engine/application"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
	"github.com/mmm-engine/mmm-engine/infrastructure/config"
	"github.com/mmm-engine/mmm-engine/infrastructure/health"
	"github.com/mmm-engine/mmm-engine/infrastructure/lifecycle"
	"github.com/mmm-engine/mmm-engine/infrastructure/pgpool"
	"github.com/mmm-engine/mmm-engine/ports"
)

// gate lets readiness ask the group, which is made after everything it runs.
type gate struct{ group *lifecycle.Group }

func newGate() *gate { return &gate{} }

func (g *gate) open() bool { return g.group != nil && g.group.Ready() }

// newChecker asks what the engine depends on, in the background.
func newChecker(
	settings config.Config, g *gate, primary pgpool.Primary, beside replica, copies windowCopies, who identity,
) *health.Checker {
	required := settings.ReadyRequires
	probes := []health.Probe{
		{Name: string(config.Database), Required: required.Has(config.Database), Ask: primary.Ping},
		{Name: "replica", Ask: beside.check()},
		{Name: string(config.IAM), Required: required.Has(config.IAM), Ask: who.check},
		{Name: string(config.ERIS), Required: required.Has(config.ERIS), Ask: reachable(settings, settings.ERISURL)},
		{Name: string(config.Redis), Required: required.Has(config.Redis), Ask: copies.ping},
		{Name: string(config.Policy), Required: required.Has(config.Policy), Ask: reachable(settings, settings.Ruler())},
	}
	return health.New(health.Options{Open: g.open}, probes...)
}

// reachable asks whether a service accepts connections; nil where none is
// configured. It sends nothing: a probe a second must not fill the logs of others.
func reachable(settings config.Config, base config.ServiceURL) func(context.Context) error {
	if base == "" {
		return nil
	}
	address := addressOf(string(base))
	return func(ctx context.Context) error {
		connection, err := settings.OutboundAllowed.Dial(ctx, "tcp", address)
		if err != nil {
			return err
		}
		return connection.Close()
	}
}

// addressOf answers where a service listens. The settings let only http and https in.
func addressOf(base string) string {
	parsed, err := url.Parse(base)
	switch {
	case err != nil:
		return base
	case parsed.Port() != "":
		return parsed.Host
	case parsed.Scheme == "https":
		return net.JoinHostPort(parsed.Hostname(), "443")
	}
	return net.JoinHostPort(parsed.Hostname(), "80")
}

func newAPI(
	settings config.Config, use *application.Application, view jobsView, tokens ports.Tokens, keys ports.KeySet,
	clock ports.Clock, ids ports.IDs, checker *health.Checker, registry *prometheus.Registry,
	metrics *observed.Metrics, tracer trace.Tracer, propagator propagation.TextMapPropagator, logger *slog.Logger,
) (http.Handler, error) {
	exposition := metricsHandler(registry)
	if settings.MetricsAddr != "" {
		exposition = http.NotFoundHandler()
	}
	server, err := httpapi.New(httpapi.Options{
		Application: use, Tokens: tokens, KeySet: keys, Clock: clock, IDs: ids,
		Healthy: func() bool { return true }, Ready: readiness(checker), Metrics: exposition,
		Tracer: tracer, Propagator: propagator, ObserveRequest: metrics.Request,
		JobsView: view.Handler, OperatorsTenant: tenant.ID(settings.OperatorsTenant),
		Panicked: func(ctx context.Context, stack []byte) {
			logger.ErrorContext(ctx, "a request handler panicked", slog.String("stack", string(stack)))
		},
	})
	if err != nil {
		return nil, err
	}
	if !settings.Roles.Has(config.API) {
		return operationsOnly(server), nil
	}
	return server, nil
}

func metricsHandler(registry *prometheus.Registry) http.Handler {
	return promhttp.HandlerFor(registry, promhttp.HandlerOpts{EnableOpenMetrics: true})
}

// operationsOnly leaves a process that is no API what its operators need.
func operationsOnly(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch path := r.URL.Path; {
		case path == httpapi.BasePath+"/health", path == httpapi.BasePath+"/ready", path == httpapi.BasePath+"/metrics",
			path == httpapi.JobsPath, strings.HasPrefix(path, httpapi.JobsPath+"/"):
			next.ServeHTTP(w, r)
		default:
			http.NotFound(w, r)
		}
	})
}

func readiness(checker *health.Checker) func() httpapi.Readiness {
	return func() httpapi.Readiness {
		ready, checks := checker.Ready()
		answer := httpapi.Readiness{Ready: ready}
		for _, check := range checks {
			answer.Checks = append(answer.Checks, httpapi.Check{
				Name: check.Name, Status: string(check.Status), Latency: check.Latency,
				Since: check.Since, LastError: check.LastError,
			})
		}
		return answer
	}
}

// Bounds of one connection; a body of 25 MiB over a slow line fits.
const (
	headerTime = 5 * time.Second
	readTime   = 60 * time.Second
	writeTime  = 60 * time.Second
	idleTime   = 2 * time.Minute
	headerMost = 64 << 10
)

// listen serves until the context ends, then lets requests finish. Those that take
// longer than the grace are cut, so that what stands behind them can stop in time.
func listen(address string, handler http.Handler, grace time.Duration) func(context.Context) error {
	return func(ctx context.Context) error {
		listener, err := new(net.ListenConfig).Listen(ctx, "tcp", address)
		if err != nil {
			return fmt.Errorf("listen on %s (HTTP_ADDR, PORT or METRICS_ADDR changes it): %w", address, err)
		}
		requests := newDraining(handler)
		server := &http.Server{
			Handler: requests, ReadHeaderTimeout: headerTime, ReadTimeout: readTime, WriteTimeout: writeTime,
			IdleTimeout: idleTime, MaxHeaderBytes: headerMost,
		}
		failed := make(chan error, 1)
		go func() { failed <- server.Serve(listener) }()
		select {
		case err := <-failed:
			return err
		case <-ctx.Done():
		}
		stopping, cancel := context.WithTimeout(context.WithoutCancel(ctx), grace)
		defer cancel()
		server.SetKeepAlivesEnabled(false) // who asks again is to ask another instance
		requests.finish(stopping)
		if err := server.Shutdown(stopping); err != nil {
			return errors.Join(fmt.Errorf("requests were cut: %w", err), server.Close())
		}
		return nil
	}
}
