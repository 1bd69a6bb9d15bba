package lifecycle_test

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/mmm-engine/mmm-engine/infrastructure/lifecycle"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// journal notes what happened, in order.
type journal struct {
	mu    sync.Mutex
	lines []string
}

func (j *journal) note(line string) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.lines = append(j.lines, line)
}

func (j *journal) read() []string {
	j.mu.Lock()
	defer j.mu.Unlock()
	return append([]string(nil), j.lines...)
}

// service runs until it is told to stop and notes that.
func (j *journal) service(name string) lifecycle.Service {
	return lifecycle.Service{Name: name, Start: func(ctx context.Context) error {
		<-ctx.Done()
		j.note(name)
		return ctx.Err()
	}}
}

// running is a group at work.
type running struct {
	group   *lifecycle.Group
	signals chan os.Signal
	ended   chan error
}

func run(ctx context.Context, deadline time.Duration, services ...lifecycle.Service) *running {
	r := &running{
		group:   lifecycle.New(slog.New(slog.DiscardHandler), deadline, services...),
		signals: make(chan os.Signal, 2), ended: make(chan error, 1),
	}
	go func() { r.ended <- r.group.Run(ctx, r.signals) }()
	return r
}

func (r *running) untilReady(t *testing.T) {
	t.Helper()
	require.Eventually(t, r.group.Ready, 5*time.Second, time.Millisecond)
}

func TestServicesStopInReverseOrder(t *testing.T) {
	t.Parallel()
	var stopped journal
	r := run(t.Context(), time.Minute, stopped.service("database"), stopped.service("worker"), stopped.service("api"))
	r.untilReady(t)
	r.signals <- syscall.SIGTERM
	require.NoError(t, <-r.ended)
	require.Equal(t, []string{"api", "worker", "database"}, stopped.read())
}

func TestTheEndOfTheContextStopsTheGroup(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	var stopped journal
	r := run(ctx, time.Minute, stopped.service("api"))
	r.untilReady(t)
	cancel()
	require.NoError(t, <-r.ended)
	require.Equal(t, []string{"api"}, stopped.read())
}

func TestTheFirstFailureStopsTheOthersAndIsNamed(t *testing.T) {
	t.Parallel()
	broken := errors.New("address in use")
	var stopped journal
	r := run(t.Context(), time.Minute, stopped.service("database"),
		lifecycle.Service{Name: "api", Start: func(context.Context) error { return broken }}, stopped.service("worker"))
	err := <-r.ended
	require.ErrorIs(t, err, broken)
	require.EqualError(t, err, "api failed: address in use", "told once")
	require.Equal(t, []string{"worker", "database"}, stopped.read())
	require.False(t, r.group.Ready())
}

func TestAServiceThatReturnsUnaskedIsAFailure(t *testing.T) {
	t.Parallel()
	r := run(t.Context(), time.Minute, lifecycle.Service{Name: "worker", Start: func(context.Context) error { return nil }})
	require.ErrorContains(t, <-r.ended, "worker stopped by itself")
}

func TestReadyFallsBeforeAnythingStops(t *testing.T) {
	t.Parallel()
	told, goOn := make(chan struct{}), make(chan struct{})
	r := run(t.Context(), time.Minute, lifecycle.Service{Name: "api", Start: func(ctx context.Context) error {
		<-ctx.Done()
		close(told)
		<-goOn
		return nil
	}})
	r.untilReady(t)
	r.signals <- syscall.SIGTERM
	<-told
	require.False(t, r.group.Ready())
	close(goOn)
	require.NoError(t, <-r.ended)
}

func TestTheDeadlineNamesWhatDidNotStop(t *testing.T) {
	t.Parallel()
	release := make(chan struct{})
	defer close(release)
	var stopped journal
	r := run(t.Context(), time.Millisecond, stopped.service("database"),
		lifecycle.Service{Name: "stuck", Start: func(context.Context) error { <-release; return nil }}, stopped.service("api"))
	r.untilReady(t)
	r.signals <- syscall.SIGTERM
	err := <-r.ended
	require.ErrorIs(t, err, lifecycle.ErrHardStop)
	require.ErrorContains(t, err, "stuck")
}

func TestASecondSignalStopsHard(t *testing.T) {
	t.Parallel()
	release := make(chan struct{})
	defer close(release)
	r := run(t.Context(), time.Hour,
		lifecycle.Service{Name: "stuck", Start: func(context.Context) error { <-release; return nil }})
	r.untilReady(t)
	r.signals <- syscall.SIGTERM
	r.signals <- syscall.SIGTERM
	require.ErrorIs(t, <-r.ended, lifecycle.ErrHardStop)
}

func TestAFailureToStopIsTold(t *testing.T) {
	t.Parallel()
	r := run(t.Context(), time.Minute, lifecycle.Service{Name: "worker", Start: func(ctx context.Context) error {
		<-ctx.Done()
		return errors.New("could not hand back a job")
	}})
	r.untilReady(t)
	r.signals <- syscall.SIGTERM
	require.ErrorContains(t, <-r.ended, "worker did not stop cleanly: could not hand back a job")
}
