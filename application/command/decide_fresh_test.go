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

// watchedReader notes whether the truth was asked for.
type watchedReader struct {
	ports.DecisionReader

	fresh []bool
}

func (r *watchedReader) ReadDecisionInputs(ctx context.Context, query ports.DecisionQuery) (ports.DecisionInputs, error) {
	r.fresh = append(r.fresh, query.Fresh)
	return r.DecisionReader.ReadDecisionInputs(ctx, query)
}

func TestAfterALostRaceTheTruthIsAskedFor(t *testing.T) {
	t.Parallel()
	e := newEngine(t)
	reader := &watchedReader{DecisionReader: e.store}
	decide := command.NewDecideHandler(
		reader, catalogue{e.store}, plainRules{}, command.PureSteps(), nil, e.faulty, e.clock, &memory.IDs{},
	)
	e.faulty.before = func() error {
		if len(reader.fresh) == 1 {
			return fault.New(fault.Stale, "SWAP_LOST", "lost")
		}
		return nil
	}
	_, err := decide.Handle(t.Context(), command.Decide{Caller: kim()})
	require.NoError(t, err)
	require.Equal(t, []bool{false, true}, reader.fresh)
}
