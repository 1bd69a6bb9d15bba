package observed_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/adapters/observed"
	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/domain/playbook"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
)

func (b *bench) calls() observed.Calls {
	return observed.Calls{
		Metrics: b.metrics, Tracer: b.tracer, Logger: b.logger, Clock: b.clock, Outages: &outages{failing: map[string]int{}},
	}
}

// behaviourFunc is a behaviour service made of its one method.
type behaviourFunc func() error

func (f behaviourFunc) ReadBehaviour(context.Context, tenant.ID, string) ([]playbook.Behaviour, error) {
	return nil, f()
}

func TestAServiceThatFailsIsToldAtItsTransitions(t *testing.T) {
	t.Parallel()
	b, answer := newBench(t, 0), error(fault.New(fault.Unavailable, "UBI_UNAVAILABLE", "it is away"))
	service := observed.NewBehaviour(behaviourFunc(func() error { return answer }), b.calls())
	ask := func() { _, _ = service.ReadBehaviour(t.Context(), "acme", "ada") }
	for range 100 {
		ask()
	}
	require.Len(t, b.logged(t), 1)
	first := b.logged(t)[0]
	require.Equal(t, []any{"ERROR", "a service fails", "ubi", "it is away"}, []any{first["level"], first["msg"], first["part"], first["error"]})
	answer = nil
	ask()
	ask()
	require.Len(t, b.logged(t), 2)
	last := b.logged(t)[1]
	require.Equal(t, []any{"INFO", "a service works again", "ubi", 100.0}, []any{last["level"], last["msg"], last["part"], last["failures"]})
}

func TestACallerWhoHungUpIsNoFailureOfAService(t *testing.T) {
	t.Parallel()
	b := newBench(t, 0)
	service := observed.NewBehaviour(behaviourFunc(func() error { return context.Canceled }), b.calls())
	_, err := service.ReadBehaviour(t.Context(), "acme", "ada")
	require.ErrorIs(t, err, context.Canceled)
	require.Empty(t, b.logged(t))
}
