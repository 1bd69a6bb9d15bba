package command_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/application/command"
	"github.com/mmm-engine/mmm-engine/domain/actor"
	"github.com/mmm-engine/mmm-engine/domain/event"
	"github.com/mmm-engine/mmm-engine/ports"
)

// platform is who tells that a policy changed.
func platform() actor.Caller {
	return actor.Caller{
		TenantID: "acme", Actor: actor.Actor{ID: "policy-service", Type: actor.AIAgent}, Scopes: []actor.Scope{actor.ScopePolicyInvalidate},
	}
}

func TestOnlyWhoMayInvalidatesAPolicyAndOnlyItsOwn(t *testing.T) {
	t.Parallel()
	require.NoError(t, command.InvalidatePolicy{Caller: platform()}.Authorise())
	require.NoError(t, command.InvalidatePolicy{Caller: platform(), TenantID: "acme"}.Authorise())
	requireCode(t, command.InvalidatePolicy{Caller: platform(), TenantID: "beta"}.Authorise(), "TENANT_MISMATCH")
	requireCode(t, command.InvalidatePolicy{Caller: admin()}.Authorise(), "SCOPE_REQUIRED")
}

func TestAnInvalidationIsCountedAndEvidenced(t *testing.T) {
	t.Parallel()
	e := newEngine(t)
	for epoch := range int64(2) {
		done, err := e.invalidations.Invalidate(t.Context(), command.InvalidatePolicy{Caller: platform()})
		require.NoError(t, err)
		require.NotEmpty(t, done.Token)
		known, err := e.store.ReadDecisionInputs(t.Context(), ports.DecisionQuery{TenantID: "acme", Now: noon})
		require.NoError(t, err)
		require.Equal(t, epoch+1, known.PolicyEpoch)
	}
	require.Len(t, e.receiptsOf(t), 2)
	entries := e.store.Audit("acme")
	require.Len(t, entries, 2)
	require.Equal(t, "policy.invalidate", entries[0].Action)
	require.Equal(t, "policy/acme", entries[0].Resource)
	require.Equal(t, event.PolicyInvalidated, e.store.Events("acme")[0].Name)
}
