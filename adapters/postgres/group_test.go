package postgres_test

import (
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/domain/id"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
	"github.com/mmm-engine/mmm-engine/ports"
	"github.com/mmm-engine/mmm-engine/ports/portstest"
)

// crowdOf answers decisions of two tenants, each about an actor of its own.
func crowdOf(count int) []ports.WriteSet {
	sets := make([]ports.WriteSet, count)
	for i := range sets {
		decided := portstest.SampleDecision([]tenant.ID{"acme", "beta"}[i%2], 1, portstest.Noon())
		decided.ID = id.At(portstest.Noon(), id.Entropy{6: byte(i), 7: 1}).Root()
		decided.ReceiptID = id.At(portstest.Noon(), id.Entropy{6: byte(i), 7: 2})
		decided.Actor.ID = string(rune('a' + i))
		key := portstest.SampleKey(decided.Actor.ID)
		sets[i] = portstest.DecisionSet(decided, key)
	}
	return sets
}

func (e engine) commitAll(t *testing.T, sets []ports.WriteSet) (tokens []ports.Token, errs []error) {
	t.Helper()
	tokens, errs = make([]ports.Token, len(sets)), make([]error, len(sets))
	var running sync.WaitGroup
	for i, set := range sets {
		running.Go(func() { tokens[i], errs[i] = e.store.Commit(t.Context(), set) })
	}
	running.Wait()
	return tokens, errs
}

func TestDecisionsThatComeTogetherShareATransaction(t *testing.T) {
	t.Parallel()
	e := newEngine(t)
	sets := crowdOf(48)
	tokens, errs := e.commitAll(t, sets)
	transactions := map[ports.Token]int{}
	for i := range sets {
		require.NoError(t, errs[i])
		transactions[tokens[i]]++
		inputs, err := e.reader.ReadDecisionInputs(t.Context(), queryOf(sets[i]))
		require.NoError(t, err)
		require.Equal(t, sets[i].Decision.Decision, inputs.Keyed)
	}
	require.Less(t, len(transactions), len(sets))
}

func TestOneThatLosesCostsItsNeighboursNothing(t *testing.T) {
	t.Parallel()
	e := newEngine(t)
	sets := crowdOf(48)
	taken := crowdOf(48)
	for _, i := range []int{7, 20} { // somebody else has their keys
		taken[i].Decision.Decision.ID = id.At(portstest.Noon(), id.Entropy{6: byte(i), 7: 3}).Root()
		_, err := e.store.Commit(t.Context(), ports.WriteSet{
			TenantID: taken[i].TenantID, At: taken[i].At, Decision: taken[i].Decision,
		})
		require.NoError(t, err)
	}
	_, errs := e.commitAll(t, sets)
	for i, err := range errs {
		if i == 7 || i == 20 {
			require.Equal(t, fault.Stale, fault.Of(err), "%v", err)
			continue
		}
		require.NoError(t, err, i)
	}
}
