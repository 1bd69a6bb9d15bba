package query_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/application/query"
	"github.com/mmm-engine/mmm-engine/domain/actor"
	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/domain/receipt"
	"github.com/mmm-engine/mmm-engine/ports/portstest"
)

func TestAnActorSeesTheirOwnDecisionAndAnAdminAnyOfTheTenants(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	decided := w.decided()
	for name, caller := range map[string]actor.Caller{"own": someone("acme", "ada"), "admin": admin("acme")} {
		view, err := w.decision.Do(t.Context(), query.GetDecision{Caller: caller, DecisionID: decided})

		require.NoError(t, err, name)
		require.Equal(t, decided, view.Decision.ID, name)
		require.Equal(t, receipt.Pending, view.Receipt, name)
	}
}

func TestADecisionOfSomebodyElseIsNotFoundLikeOneThatDoesNotExist(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	decided := w.decided()
	_, missing := w.decision.Do(t.Context(), query.GetDecision{Caller: admin("acme"), DecisionID: portstest.SampleID(99)})
	requireFault(t, missing, fault.NotFound, "NOT_FOUND")

	for name, caller := range map[string]actor.Caller{
		"another actor":                     reader("acme"),
		"another tenant's admin":            admin("rival"),
		"another tenant's actor of the id":  someone("rival", "ada"),
		"a caller whose token has no actor": someone("acme", ""),
	} {
		view, err := w.decision.Do(t.Context(), query.GetDecision{Caller: caller, DecisionID: decided})

		require.Equal(t, missing, err, name)
		require.Zero(t, view, name)
	}
}

func TestADecisionForARepositoryIsNobodysOwn(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	decided := portstest.SampleDecision("acme", 1, portstest.Noon())
	decided.Actor = actor.Actor{}
	w.commit(portstest.DecisionSet(decided, nil))

	_, err := w.decision.Do(t.Context(), query.GetDecision{Caller: someone("acme", ""), DecisionID: decided.ID})
	requireFault(t, err, fault.NotFound, "NOT_FOUND")

	_, err = w.decision.Do(t.Context(), query.GetDecision{Caller: admin("acme"), DecisionID: decided.ID})
	require.NoError(t, err)
}
