package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"time"

	"github.com/mmm-engine/mmm-engine/cmd/platform-sim/sim"
)

const (
	headerTimeout = 5 * time.Second
	idleTimeout   = 2 * time.Minute
	drainTime     = 3 * time.Second
)

// run serves until ctx ends, then drains. Logs and usage go to out.
func run(ctx context.Context, arguments []string, getenv func(string) string, out io.Writer) error {
	s, err := parseSettings(arguments, getenv, out)
	if err != nil {
		return err
	}
	logger := slog.New(slog.NewJSONHandler(out, &slog.HandlerOptions{Level: s.logLevel}))
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", s.addr)
	if err != nil {
		return fmt.Errorf("listen on %s: %w", s.addr, err)
	}
	chains, stopKeeping, err := keepChains(ctx, s.keep, logger)
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	return errors.Join(serveOn(ctx, listener, s, chains, logger), stopKeeping())
}

func serveOn(ctx context.Context, listener net.Listener, s settings, chains sim.Journal, logger *slog.Logger) error {
	options, err := s.options(listener.Addr().String())
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	options.Journal, options.Logger = chains, logger
	handler, err := sim.New(options)
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	logger.InfoContext(ctx, "serving", slog.String("addr", listener.Addr().String()), slog.String("keys_url", s.keysURL))
	if options.WebhookSecret == "" {
		logger.WarnContext(ctx, "no webhook secret is set: what is delivered to the channels must be signed, by whom is not verified")
	}
	return serve(ctx, listener, handler, logger)
}

// serve sets no read or write timeout for whole requests: either would end a latency or a hang before its time.
func serve(ctx context.Context, listener net.Listener, handler http.Handler, logger *slog.Logger) error {
	server := &http.Server{
		Handler: handler, ReadHeaderTimeout: headerTimeout, IdleTimeout: idleTimeout,
		ErrorLog: slog.NewLogLogger(logger.Handler(), slog.LevelWarn),
	}
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	select {
	case err := <-failed:
		return fmt.Errorf("serve: %w", err)
	case <-ctx.Done():
	}
	logger.InfoContext(ctx, "stopping")
	return stop(ctx, server, failed)
}

// stop drains, then closes what still hangs by order of a fault.
func stop(ctx context.Context, server *http.Server, failed <-chan error) error {
	drain, cancel := context.WithTimeout(context.WithoutCancel(ctx), drainTime)
	defer cancel()
	err := server.Shutdown(drain)
	if errors.Is(err, context.DeadlineExceeded) {
		err = server.Close()
	}
	if served := <-failed; !errors.Is(served, http.ErrServerClosed) {
		err = errors.Join(err, served)
	}
	if err != nil {
		return fmt.Errorf("stop: %w", err)
	}
	return nil
}
