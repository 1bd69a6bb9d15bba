package command_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/application/command"
	"github.com/mmm-engine/mmm-engine/domain/action"
	"github.com/mmm-engine/mmm-engine/domain/decision"
	"github.com/mmm-engine/mmm-engine/domain/generation"
	"github.com/mmm-engine/mmm-engine/domain/playbook"
	"github.com/mmm-engine/mmm-engine/ports"
)

// author writes the same to everybody, after a while.
type author struct {
	takes time.Duration
	err   error

	mu    sync.Mutex
	asked []ports.TextRequest
}

func (a *author) GenerateText(ctx context.Context, request ports.TextRequest) (generation.Text, error) {
	a.mu.Lock()
	a.asked = append(a.asked, request)
	a.mu.Unlock()
	select {
	case <-ctx.Done():
		return generation.Text{}, ctx.Err()
	case <-time.After(a.takes):
		return generation.Text{Content: "Generated.", Safety: generation.Pass}, a.err
	}
}

// wordy has a mentor with a static text, and a multiplier, of one playbook each.
func wordy(t *testing.T, gateway ports.Texts) *command.DecideHandler {
	t.Helper()
	e := newEngine(t)
	for _, kind := range []action.Type{action.Mentor, action.Multiplier} {
		publishDefinition(t, e, explaining(kind))
	}
	return command.NewDecideHandler(
		e.store, catalogue{e.store}, plainRules{}, command.PureSteps(), command.NewWriter(gateway), nil, e.faulty, e.clock, e.ids)
}

// explaining has a static text, and asks for a generated one.
func explaining(kind action.Type) playbook.Definition {
	definition := mirror()
	definition.Name = string(kind)
	definition.Actions = []playbook.Action{{
		Type: kind, Surfaces: action.Surfaces(), Title: "t", Body: "static", Rationale: "r", Evidence: []string{"https://example.org/e"},
		LLM: &playbook.Generation{Prompt: "explain", SystemPromptID: "s", MaxTokens: 100},
	}}
	return definition
}

func bodies(decided command.Decided) map[action.Type]string {
	said := map[action.Type]string{}
	for _, a := range decided.Decision.Actions {
		said[a.Type] = a.Payload.Body
	}
	return said
}

func TestTextsAreAskedForTogetherAndNameNobody(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		a, start := &author{takes: 80 * time.Millisecond}, time.Now()
		decide := wordy(t, a)
		decided, err := decide.Handle(t.Context(), command.Decide{Caller: kim(), Signal: failed("s-1")})
		require.NoError(t, err)
		require.Equal(t, map[action.Type]string{action.Mentor: "Generated.", action.Multiplier: "Generated."}, bodies(decided))
		require.Empty(t, decided.Decision.Degraded)
		require.Equal(t, 80*time.Millisecond, time.Since(start))
		require.Len(t, a.asked, 2)
		for _, asked := range a.asked {
			require.Equal(t, decided.Decision.ActorRef, asked.ActorRef)
			require.Equal(t, decided.Decision.Snapshot.ID, asked.Snapshot.ID)
			require.EqualValues(t, "acme", asked.TenantID)
			require.EqualValues(t, "human", asked.ActorType)
			require.Equal(t, "explain", asked.Prompt.Text)
		}
	})
}

func TestAGatewayCostsADecisionNoMoreThanItsBudgetAndIsNamed(t *testing.T) {
	t.Parallel()
	for name, a := range map[string]*author{"slow": {takes: time.Minute}, "failed": {err: errors.New("away")}} {
		synctest.Test(t, func(t *testing.T) {
			start := time.Now()
			decide := wordy(t, a)
			decided, err := decide.Handle(t.Context(), command.Decide{Caller: kim(), Signal: failed("s-1")})
			require.NoError(t, err, name)
			require.Equal(t, map[action.Type]string{action.Mentor: "static"}, bodies(decided), name)
			require.Equal(t, []string{"llm_gateway"}, decided.Decision.Degraded, name)
			require.LessOrEqual(t, time.Since(start), 120*time.Millisecond, name)
		})
	}
}

func TestWithoutAGatewayADecisionIsNotDegraded(t *testing.T) {
	t.Parallel()
	decide := wordy(t, nil)
	decided, err := decide.Handle(t.Context(), command.Decide{Caller: kim(), Signal: failed("s-1"), Explain: true})
	require.NoError(t, err)
	require.Equal(t, map[action.Type]string{action.Mentor: "static"}, bodies(decided))
	require.Empty(t, decided.Decision.Degraded)
	require.Equal(t, decision.NotRendered, decided.Decision.Suppressed[0].Reason)
	require.Contains(t, decided.Decision.Suppressed[0].Detail, "configured")
}

// slowRows take from the decision's time.
type slowRows struct {
	ports.DecisionReader

	e *engine
}

func (r slowRows) ReadDecisionInputs(ctx context.Context, query ports.DecisionQuery) (ports.DecisionInputs, error) {
	r.e.clock.Advance(50 * time.Millisecond)
	return r.DecisionReader.ReadDecisionInputs(ctx, query)
}

// Of the 120 ms that a decision in the IDE has, what is kept is enough to run a lost race again.
func TestATextIsWaitedForInWhatIsLeftOfTheBudgetLessAReserve(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		e := newEngine(t)
		publishDefinition(t, e, explaining(action.Mentor))
		decide := command.NewDecideHandler(slowRows{e.store, e}, catalogue{e.store}, plainRules{}, command.PureSteps(),
			command.NewWriter(&author{takes: time.Minute}), nil, e.faulty, e.clock, e.ids)
		start := time.Now()
		_, err := decide.Handle(t.Context(), command.Decide{Caller: kim(), Signal: failed("s-1")})
		require.NoError(t, err)
		require.Equal(t, 40*time.Millisecond, time.Since(start))
	})
}
