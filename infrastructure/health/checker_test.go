package health_test

import (
	"context"
	"errors"
	"net"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/mmm-engine/mmm-engine/infrastructure/health"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// dependency answers what it is told to.
type dependency struct {
	mu    sync.Mutex
	err   error
	asked atomic.Int64
}

func (d *dependency) is(err error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.err = err
}

func (d *dependency) ask(context.Context) error {
	d.asked.Add(1)
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.err
}

func quick() health.Options { return health.Options{Every: time.Millisecond} }

// runs the checker until the test ends.
func run(t *testing.T, checker *health.Checker) {
	t.Helper()
	ctx, stop := context.WithCancel(context.WithoutCancel(t.Context()))
	ended := make(chan error, 1)
	go func() { ended <- checker.Run(ctx) }()
	t.Cleanup(func() {
		stop()
		require.NoError(t, <-ended)
	})
}

func becomes(t *testing.T, checker *health.Checker, want bool) []health.Check {
	t.Helper()
	require.Eventually(t, func() bool {
		ready, _ := checker.Ready()
		return ready == want
	}, 5*time.Second, time.Millisecond)
	_, checks := checker.Ready()
	return checks
}

func TestNothingIsReadyBeforeItWasAsked(t *testing.T) {
	t.Parallel()
	checker := health.New(quick(), health.Probe{Name: "database", Required: true, Ask: new(dependency).ask})
	ready, checks := checker.Ready()
	require.False(t, ready)
	require.Equal(t, []health.Check{{Name: "database", Required: true, Status: health.Failing, LastError: "not_checked_yet"}}, checks)
}

func TestARequiredCheckDecidesAndAnotherOnlyTells(t *testing.T) {
	t.Parallel()
	var database, eris dependency
	eris.is(errors.New("broken"))
	checker := health.New(quick(),
		health.Probe{Name: "database", Required: true, Ask: database.ask}, health.Probe{Name: "eris", Ask: eris.ask})
	run(t, checker)
	checks := becomes(t, checker, true)
	require.Equal(t, health.OK, checks[0].Status)
	require.Empty(t, checks[0].LastError)
	require.False(t, checks[0].Since.IsZero())
	require.Equal(t, health.Failing, checks[1].Status)

	database.is(context.DeadlineExceeded)
	checks = becomes(t, checker, false)
	require.Equal(t, "timeout", checks[0].LastError)
	database.is(nil)
	checks = becomes(t, checker, true)
	require.Equal(t, "timeout", checks[0].LastError, "the last error stays to be read")
}

func TestADisabledCheckHoldsNobodyUp(t *testing.T) {
	t.Parallel()
	checker := health.New(quick(), health.Probe{Name: "redis", Required: true})
	ready, checks := checker.Ready()
	require.True(t, ready)
	require.Equal(t, health.Disabled, checks[0].Status)
}

func TestSinceMovesOnlyWithTheStatus(t *testing.T) {
	t.Parallel()
	var database dependency
	checker := health.New(quick(), health.Probe{Name: "database", Required: true, Ask: database.ask})
	run(t, checker)
	began := becomes(t, checker, true)[0].Since
	asked := database.asked.Load()
	require.Eventually(t, func() bool { return database.asked.Load() > asked+3 }, 5*time.Second, time.Millisecond)
	_, checks := checker.Ready()
	require.Equal(t, began, checks[0].Since)
}

func TestAClosedProcessIsNotReadyAtOnce(t *testing.T) {
	t.Parallel()
	var open atomic.Bool
	open.Store(true)
	options := quick()
	options.Open = open.Load
	checker := health.New(options, health.Probe{Name: "database", Required: true, Ask: new(dependency).ask})
	run(t, checker)
	becomes(t, checker, true)
	open.Store(false)
	ready, checks := checker.Ready()
	require.False(t, ready)
	require.Equal(t, health.OK, checks[0].Status)
}

func TestAskingReadyAsksNobody(t *testing.T) {
	t.Parallel()
	var database dependency
	checker := health.New(health.Options{Every: time.Hour}, health.Probe{Name: "database", Required: true, Ask: database.ask})
	run(t, checker)
	becomes(t, checker, true)
	for range 1000 {
		checker.Ready()
	}
	require.EqualValues(t, 1, database.asked.Load())
}

func TestASlowCheckHoldsNoOtherUp(t *testing.T) {
	t.Parallel()
	var database dependency
	options := quick()
	options.Timeout = time.Hour
	checker := health.New(options,
		health.Probe{Name: "slow", Ask: func(ctx context.Context) error { <-ctx.Done(); return ctx.Err() }},
		health.Probe{Name: "database", Required: true, Ask: database.ask})
	run(t, checker)
	becomes(t, checker, true)
}

func TestACheckIsCutOffAtItsTimeout(t *testing.T) {
	t.Parallel()
	options := quick()
	options.Timeout = time.Millisecond
	checker := health.New(options, health.Probe{
		Name: "slow", Required: true, Ask: func(ctx context.Context) error { <-ctx.Done(); return ctx.Err() },
	})
	run(t, checker)
	require.Eventually(t, func() bool {
		_, checks := checker.Ready()
		return checks[0].LastError == "timeout"
	}, 5*time.Second, time.Millisecond)
}

func TestAnAnswerThatIsNotRenewedGoesStale(t *testing.T) {
	t.Parallel()
	var now atomic.Int64
	now.Store(time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC).UnixNano())
	checker := health.New(health.Options{Every: time.Hour, Now: func() time.Time { return time.Unix(0, now.Load()) }},
		health.Probe{Name: "database", Required: true, Ask: new(dependency).ask})
	run(t, checker)
	becomes(t, checker, true)
	now.Add(int64(4 * time.Hour))
	ready, checks := checker.Ready()
	require.False(t, ready)
	require.Equal(t, "hung", checks[0].LastError)
}

func TestErrorsAreToldByClassOnly(t *testing.T) {
	t.Parallel()
	require.Equal(t, "timeout", health.ClassOf(context.DeadlineExceeded))
	require.Equal(t, "network", health.ClassOf(&net.OpError{Op: "dial", Err: errors.New("refused")}))
	require.Equal(t, "error", health.ClassOf(errors.New("postgres://user:secret@host")))
}
