package command_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/adapters/memory"
	"github.com/mmm-engine/mmm-engine/application/command"
	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/ports"
)

// watchedReader notes whether the truth was asked for, and cannot reach the copies that
// are asked for else.
type watchedReader struct {
	ports.DecisionReader

	fresh []bool
}

func (r *watchedReader) ReadDecisionInputs(ctx context.Context, query ports.DecisionQuery) (ports.DecisionInputs, error) {
	r.fresh = append(r.fresh, query.Fresh)
	known, err := r.DecisionReader.ReadDecisionInputs(ctx, query)
	if !query.Fresh {
		known.Degraded = append(known.Degraded, "redis")
	}
	return known, err
}

// once decides for kim, who loses the first race.
func (r *watchedReader) once(t *testing.T, e *engine) command.Decided {
	t.Helper()
	decide := command.NewDecideHandler(
		r, catalogue{e.store}, plainRules{}, command.PureSteps(), command.Writer{}, nil, e.faulty, e.clock, &memory.IDs{},
	)
	e.faulty.before = func() error {
		if len(r.fresh) == 1 {
			return fault.New(fault.Stale, "SWAP_LOST", "lost")
		}
		return nil
	}
	decided, err := decide.Handle(t.Context(), command.Decide{Caller: kim()})
	require.NoError(t, err)
	return decided
}

func TestAfterALostRaceTheTruthIsAskedFor(t *testing.T) {
	t.Parallel()
	e := newEngine(t)
	reader := &watchedReader{DecisionReader: e.store}
	reader.once(t, e)
	require.Equal(t, []bool{false, true}, reader.fresh)
}

func TestWhatWasUnavailableToAnyTryWasToTheDecision(t *testing.T) {
	t.Parallel()
	e := newEngine(t)
	decided := (&watchedReader{DecisionReader: e.store}).once(t, e)
	require.Equal(t, []string{"redis"}, decided.Decision.Degraded)
}
