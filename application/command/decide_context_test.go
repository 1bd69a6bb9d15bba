package command_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/application/command"
	"github.com/mmm-engine/mmm-engine/domain/decision"
	"github.com/mmm-engine/mmm-engine/domain/playbook"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
	"github.com/mmm-engine/mmm-engine/ports"
)

// pass lets time go by. Inside synctest no one waits for it.
func pass(d time.Duration) { <-time.After(d) }

// rowsOf answers after a while.
type rowsOf struct {
	known ports.DecisionInputs
	takes time.Duration
	err   error
}

func (r rowsOf) ReadDecisionInputs(context.Context, ports.DecisionQuery) (ports.DecisionInputs, error) {
	pass(r.takes)
	return r.known, r.err
}

// observer knows how actors work, after a while.
type observer struct {
	takes time.Duration
	err   error
	about []string
}

var calm = []playbook.Behaviour{{Dimension: "flow", SignalType: "opportunity", Score: 80}}

func (o *observer) ReadBehaviour(ctx context.Context, owner tenant.ID, actorID string) ([]playbook.Behaviour, error) {
	o.about = append(o.about, string(owner)+" "+actorID)
	select {
	case <-ctx.Done():
		return nil, ctx.Err()
	case <-time.After(o.takes):
		return calm, o.err
	}
}

func asksFor(actorID string, budget time.Duration) ports.DecisionQuery {
	return ports.DecisionQuery{TenantID: "acme", ActorID: actorID, Budget: budget}
}

func TestServicesAreAskedWhileTheRowsAreRead(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		start, o := time.Now(), &observer{takes: 80 * time.Millisecond}
		reader := command.NewContext(rowsOf{takes: 50 * time.Millisecond}, command.Services{Behaviour: o})
		known, err := reader.ReadDecisionInputs(t.Context(), asksFor("ada", 120*time.Millisecond))
		require.NoError(t, err)
		require.Equal(t, calm, known.Behaviour)
		require.Empty(t, known.Degraded)
		require.Equal(t, 80*time.Millisecond, time.Since(start))
		require.Equal(t, []string{"acme ada"}, o.about)
	})
}

func TestAServiceCostsADecisionNoMoreThanItsBudgetAndIsNamed(t *testing.T) {
	t.Parallel()
	for name, o := range map[string]*observer{
		"slow": {takes: time.Minute}, "failed": {err: errors.New("away")},
	} {
		synctest.Test(t, func(t *testing.T) {
			start := time.Now()
			reader := command.NewContext(
				rowsOf{known: ports.DecisionInputs{Degraded: []string{"redis"}}}, command.Services{Behaviour: o})
			known, err := reader.ReadDecisionInputs(t.Context(), asksFor("ada", 120*time.Millisecond))
			require.NoError(t, err, name)
			require.Equal(t, []string{"redis", "ubi"}, known.Degraded, name)
			require.LessOrEqual(t, time.Since(start), 120*time.Millisecond, name)
			if name == "slow" {
				require.Empty(t, known.Behaviour)
			}
		})
	}
}

func TestADisabledServiceAndAnActorWhoIsNobodyDegradeNothing(t *testing.T) {
	t.Parallel()
	o := new(observer)
	for _, services := range []command.Services{{}, {Behaviour: o}} {
		known, err := command.NewContext(rowsOf{}, services).ReadDecisionInputs(t.Context(), asksFor("", time.Second))
		require.NoError(t, err)
		require.Empty(t, known.Degraded)
	}
	require.Empty(t, o.about)
	known, err := command.NewContext(rowsOf{}, command.Services{}).ReadDecisionInputs(t.Context(), asksFor("ada", time.Second))
	require.NoError(t, err)
	require.Empty(t, known.Degraded)
}

func TestWhatWasDecidedBeforeAndWhatCannotBeReadWaitForNoService(t *testing.T) {
	t.Parallel()
	away := errors.New("away")
	for _, rows := range []rowsOf{
		{known: ports.DecisionInputs{Keyed: new(decision.Decision)}}, {known: ports.DecisionInputs{Repeated: new(decision.Decision)}}, {err: away},
	} {
		synctest.Test(t, func(t *testing.T) {
			start := time.Now()
			reader := command.NewContext(rows, command.Services{Behaviour: &observer{takes: time.Minute}})
			known, err := reader.ReadDecisionInputs(t.Context(), asksFor("ada", time.Minute))
			require.ErrorIs(t, err, rows.err)
			require.Equal(t, rows.known, known)
			require.Zero(t, time.Since(start))
		})
	}
}
