package observed_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/otel/codes"

	"github.com/mmm-engine/mmm-engine/adapters/observed"
	"github.com/mmm-engine/mmm-engine/application"
	"github.com/mmm-engine/mmm-engine/application/command"
	"github.com/mmm-engine/mmm-engine/domain/action"
	"github.com/mmm-engine/mmm-engine/domain/actor"
	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/ports/portstest"
)

// outages notes the first failure of a name, until it succeeds.
type outages struct {
	mu      sync.Mutex
	failing map[string]int
}

func (o *outages) Failed(name string) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.failing[name]++
	return o.failing[name] == 1
}

func (o *outages) Succeeded(name string) (int, bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	failures := o.failing[name]
	delete(o.failing, name)
	return failures, failures > 0
}

func (b *bench) handler() observed.Handler {
	return observed.Handler{
		Metrics: b.metrics, Tracer: b.tracer, Logger: b.logger, Clock: b.clock, Outages: &outages{failing: map[string]int{}},
	}
}

func decideCall() application.Call {
	return application.Call{Name: "decide", Use: command.Decide{
		Caller:  actor.Caller{TenantID: "acme", Actor: actor.Actor{ID: "ada", Type: actor.Human}},
		ActorID: "the body is not logged",
	}}
}

func failing(err error) func(context.Context) error {
	return func(context.Context) error { return err }
}

func TestAUseCaseRunsOnceAndItsErrorIsPassedOn(t *testing.T) {
	t.Parallel()
	b, broken, runs := newBench(t, 0), errors.New("broken"), 0
	err := b.handler().Decorate(t.Context(), decideCall(), func(context.Context) error {
		runs++
		return broken
	})
	require.ErrorIs(t, err, broken)
	require.Equal(t, 1, runs)
}

func TestAUseCaseHasItsSpanDurationAndLine(t *testing.T) {
	t.Parallel()
	b := newBench(t, 0)
	require.NoError(t, b.handler().Decorate(t.Context(), decideCall(), func(context.Context) error {
		b.clock.pass(5 * time.Millisecond)
		return nil
	}))
	require.Equal(t, "mmm.decide", b.spans.Ended()[0].Name())
	b.requireValue(t, 0.005, "mmm_use_case_duration_seconds", "use_case=decide", "outcome=success")
	lines := b.logged(t)
	require.Len(t, lines, 1)
	require.Equal(t, "INFO", lines[0]["level"])
	require.Equal(t, "acme", lines[0]["tenant_id"])
	require.Equal(t, "ada", lines[0]["actor_id"])
	require.InDelta(t, 5, lines[0]["duration_ms"], 1e-9)
	require.NotContains(t, b.lines.String(), "the body is not logged")
}

func TestACallersMistakeIsNoFailureOfOurs(t *testing.T) {
	t.Parallel()
	b := newBench(t, 0)
	require.Error(t, b.handler().Decorate(t.Context(), decideCall(), failing(fault.Missing("the decision"))))
	b.requireValue(t, 0, "mmm_use_case_duration_seconds", "outcome=not_found")
	require.Equal(t, "INFO", b.logged(t)[0]["level"])
	require.Equal(t, codes.Unset, b.spans.Ended()[0].Status().Code)
}

func TestADefectIsAnErrorEachTime(t *testing.T) {
	t.Parallel()
	b := newBench(t, 0)
	handler := b.handler()
	for range 3 {
		require.Error(t, handler.Decorate(t.Context(), decideCall(), failing(errors.New("broken"))))
	}
	require.Len(t, b.logged(t), 3)
	require.Equal(t, "ERROR", b.logged(t)[2]["level"])
	require.Equal(t, "broken", b.logged(t)[2]["error"])
	require.Equal(t, codes.Error, b.spans.Ended()[0].Status().Code)
}

func TestUnavailabilityIsToldAtItsTransitions(t *testing.T) {
	t.Parallel()
	b := newBench(t, 0)
	handler, down := b.handler(), failing(fault.New(fault.Unavailable, "DATABASE_UNAVAILABLE", "down"))
	for range 100 {
		require.Error(t, handler.Decorate(t.Context(), decideCall(), down))
	}
	require.Len(t, b.logged(t), 1)
	require.Equal(t, "ERROR", b.logged(t)[0]["level"])
	require.NoError(t, handler.Decorate(t.Context(), decideCall(), failing(nil)))
	lines := b.logged(t)
	require.Len(t, lines, 3)
	require.Equal(t, "available again", lines[1]["msg"])
	require.InDelta(t, 100, lines[1]["failures"], 0)
}

// observability.md, section 5: policy unavailable is a WARNING, and an outage of its own.
func TestAMissingPolicyIsAWarningOnceAndHidesNoOtherOutage(t *testing.T) {
	t.Parallel()
	b := newBench(t, 0)
	handler := b.handler()
	unruled := failing(fault.New(fault.Unavailable, fault.PolicyUnavailable, "no ruling"))
	down := failing(fault.New(fault.Unavailable, "DATABASE_UNAVAILABLE", "down"))
	for range 100 {
		require.Error(t, handler.Decorate(t.Context(), decideCall(), unruled))
	}
	require.Error(t, handler.Decorate(t.Context(), decideCall(), down))
	lines := b.logged(t)
	require.Len(t, lines, 2)
	require.Equal(t, []any{"WARN", "policy unavailable"}, []any{lines[0]["level"], lines[0]["msg"]})
	require.Equal(t, []any{"ERROR", "use case"}, []any{lines[1]["level"], lines[1]["msg"]})
}

func TestTheEndOfAMissingPolicyIsADecision(t *testing.T) {
	t.Parallel()
	b := newBench(t, 0)
	handler := b.handler()
	require.Error(t, handler.Decorate(t.Context(), decideCall(), failing(fault.New(fault.Unavailable, fault.PolicyUnavailable, "no ruling"))))
	require.Error(t, handler.Decorate(t.Context(), decideCall(), failing(fault.Missing("the actor"))))
	require.Len(t, b.logged(t), 2, "a refusal for another reason says nothing about the policy")
	decide := application.Chain("decide", b.decider(0, action.IDE), handler.Decorate)
	_, err := decide.Do(t.Context(), mayDecide())
	require.NoError(t, err)
	require.Equal(t, "available again", b.logged(t)[2]["msg"])
}

func TestWhatWasEvaluatedIsToldOnceADecision(t *testing.T) {
	t.Parallel()
	b := newBench(t, 0)
	steps := observed.NewDecideSteps(command.PureSteps(), b.tracer, b.clock)
	decide := application.Chain("decide", func(ctx context.Context, use command.Decide) (command.Decided, error) {
		for range 3 { // tries, of which two lost a race
			steps.Evaluate(ctx, inputs())
		}
		return b.decider(0, action.IDE)(ctx, use)
	}, b.handler().Decorate)
	_, err := decide.Do(t.Context(), mayDecide())
	require.NoError(t, err)
	lines := b.logged(t)
	require.Len(t, lines, 2)
	require.Equal(t, []any{"INFO", "playbooks evaluated", 1.0, 1.0, "acme"},
		[]any{lines[0]["level"], lines[0]["msg"], lines[0]["playbooks"], lines[0]["fired"], lines[0]["tenant_id"]})
	require.Equal(t, "decision created", lines[1]["msg"])
	require.Equal(t, lines[1]["decision_id"], lines[0]["decision_id"])
}

// mayDecide is a use case of somebody who may decide.
func mayDecide() command.Decide {
	return command.Decide{Caller: actor.Caller{TenantID: "acme", Scopes: []actor.Scope{actor.ScopeDecide}}}
}

func TestAPanicBecomesAnInternalFaultWithItsStackLogged(t *testing.T) {
	t.Parallel()
	b := newBench(t, 0)
	err := b.handler().Decorate(t.Context(), decideCall(), func(context.Context) error { panic("secret payload") })
	require.True(t, fault.Is(err, fault.Internal))
	lines := b.logged(t)
	require.Len(t, lines, 2)
	require.Contains(t, lines[0]["stack"], "handler_test.go")
	require.Equal(t, "ERROR", lines[1]["level"])
	require.NotContains(t, b.lines.String(), "secret payload")
	b.requireValue(t, 0, "mmm_use_case_duration_seconds", "outcome=internal")
}

func TestALineNamesTheDecisionThatItsUseCaseIsAbout(t *testing.T) {
	t.Parallel()
	made := portstest.Branched("acme", 1, portstest.Noon())
	for name, use := range map[string]application.Use{
		"an outcome": command.RecordOutcome{DecisionID: made.ID, ActionID: made.Actions[0].ID},
		"feedback":   command.GiveFeedback{ActionID: made.Actions[0].ID},
	} {
		for _, err := range []error{nil, fault.Missing("the decision")} {
			b := newBench(t, 0)
			_ = b.handler().Decorate(t.Context(), application.Call{Name: "x", Use: use}, failing(err))
			line := b.logged(t)[0]
			require.Equal(t, made.ID.String(), line["decision_id"], name)
			require.Equal(t, "use case", line["msg"], "it was created before")
		}
	}
	b := newBench(t, 0)
	require.NoError(t, b.handler().Decorate(t.Context(), application.Call{Name: "x", Use: command.RecordOutcome{}}, failing(nil)))
	require.NotContains(t, b.logged(t)[0], "decision_id", "there is none")
}

func TestADecisionsLineNamesItAndWarnsWhenItWasLate(t *testing.T) {
	t.Parallel()
	b := newBench(t, 0)
	decide := application.Chain("decide", b.decider(200*time.Millisecond, action.IDE), b.handler().Decorate)
	_, err := decide.Do(t.Context(), mayDecide())
	require.NoError(t, err)
	line := b.logged(t)[0]
	require.Equal(t, "WARN", line["level"])
	require.Equal(t, "late", line["warnings"])
	require.NotEmpty(t, line["decision_id"])
}
