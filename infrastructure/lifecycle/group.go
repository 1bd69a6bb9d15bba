// Package lifecycle runs the parts of a process together: they start in order, run
// at once, and stop in the reverse order within a deadline (reliability.md,
// Shutdown).
package lifecycle

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"slices"
	"sync/atomic"
	"time"
)

// ErrHardStop is in the error of a group that gave up on services which had not
// stopped: a second signal came, or the deadline passed.
var ErrHardStop = errors.New("stopped hard")

// Service is a part of the process.
type Service struct {
	Name string
	// Start works until the context ends, hands back what it holds, and returns. To
	// return before that is a failure, with an error or without.
	Start func(ctx context.Context) error
}

// Group is the services of one process.
type Group struct {
	logger   *slog.Logger
	deadline time.Duration
	services []Service
	ready    atomic.Bool
}

// New makes a group. A service may rely on those before it: they start earlier and
// stop later. The deadline bounds how long all of them may take to stop.
func New(logger *slog.Logger, deadline time.Duration, services ...Service) *Group {
	return &Group{logger: logger, deadline: deadline, services: services}
}

// Ready reports whether the services run and are to go on. It turns false the
// moment that a stop is asked for, before anything stops.
func (g *Group) Ready() bool { return g.ready.Load() }

// Run starts the services and returns when all have stopped. The end of the
// context, the first signal and the first failure stop them; a signal while they
// stop gives up at once. Do not let one signal also end the context. The error is
// nil after a clean stop, else it names each service that failed.
func (g *Group) Run(ctx context.Context, signals <-chan os.Signal) error {
	running := g.start(ctx)
	g.ready.Store(true)
	failure := g.wait(ctx, running, signals)
	g.ready.Store(false)
	return errors.Join(failure, g.stop(ctx, running, signals))
}

func (g *Group) start(ctx context.Context) []*run {
	running := make([]*run, len(g.services))
	for i, service := range g.services {
		running[i] = begin(context.WithoutCancel(ctx), service)
		g.logger.DebugContext(ctx, "started", slog.String("part", service.Name))
	}
	return running
}

// wait answers when it is time to stop: nil when somebody asked for it.
func (g *Group) wait(ctx context.Context, running []*run, signals <-chan os.Signal) error {
	ended := make(chan *run, len(running))
	for _, r := range running {
		go func() {
			<-r.ended
			ended <- r
		}()
	}
	select {
	case <-ctx.Done():
		g.logger.InfoContext(ctx, "stopping")
	case signal := <-signals:
		g.logger.InfoContext(ctx, "stopping", slog.String("signal", signal.String()))
	case r := <-ended:
		r.told = true
		g.logger.ErrorContext(ctx, "stopping because a part failed",
			slog.String("part", r.name), slog.Any("error", r.early()))
		return r.early()
	}
	return nil
}

// stop ends the services one by one, the last first.
func (g *Group) stop(ctx context.Context, running []*run, signals <-chan os.Signal) error {
	overdue := time.NewTimer(g.deadline)
	defer overdue.Stop()
	var failures []error
	for i, r := range slices.Backward(running) {
		r.cancel()
		select {
		case <-r.ended:
			failures = append(failures, r.late())
			g.logger.DebugContext(ctx, "stopped", slog.String("part", r.name))
		case <-overdue.C:
			return errors.Join(append(failures, abandon(running[:i+1], "the deadline passed"))...)
		case <-signals:
			return errors.Join(append(failures, abandon(running[:i+1], "a second signal came"))...)
		}
	}
	return errors.Join(failures...)
}

// abandon ends all at once, waits for none, and names those that had not stopped.
func abandon(running []*run, why string) error {
	var names []string
	for _, r := range running {
		r.cancel()
		if !r.over() {
			names = append(names, r.name)
		}
	}
	return fmt.Errorf("%w: %s while these had not stopped: %v", ErrHardStop, why, names)
}
