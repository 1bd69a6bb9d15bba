package main

import (
	"context"
	"log/slog"
	"time"

	"github.com/mmm-engine/mmm-engine/cmd/platform-sim/internal/journal"
	"github.com/mmm-engine/mmm-engine/cmd/platform-sim/sim"
)

// flushInterval is what a machine that fails may cost.
const flushInterval = time.Second

// keepChains opens the file of -keep, none for an empty path, and flushes it until the answered function is called, which
// closes it: after ctx has ended, since what is being served then may still be accepted.
func keepChains(
	ctx context.Context, path string, logger *slog.Logger,
) (chains sim.Journal, stop func() error, err error) {
	if path == "" {
		return nil, func() error { return nil }, nil
	}
	file, err := journal.Open(path, logger)
	if err != nil {
		return nil, nil, err
	}
	ctx, cancel := context.WithCancel(context.WithoutCancel(ctx))
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		ticker := time.NewTicker(flushInterval)
		defer ticker.Stop()
		file.FlushOn(ctx, ticker.C)
	}()
	return file, func() error {
		cancel()
		<-ended
		return file.Close()
	}, nil
}
